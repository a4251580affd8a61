module github.com/ts-micro/interop

go 1.19

require (
	github.com/golang/protobuf v1.2.0
	github.com/micro/go-micro v1.0.0
	github.com/micro/go-plugins v1.0.0
)

require (
	github.com/modern-go/concurrent v0.0.0-20180306012644-bacd9c7ef1dd // indirect
	github.com/modern-go/reflect2 v1.0.2 // indirect
	google.golang.org/genproto v0.0.0-20180817151627-c66870c02cf8 // indirect
)

require (
	github.com/armon/go-metrics v0.0.0-20180917152333-f0300d1749da // indirect
	github.com/go-log/log v0.1.0 // indirect
	github.com/google/btree v0.0.0-20180813153112-4030bb1f1f0c // indirect
	github.com/google/uuid v1.1.0 // indirect
	github.com/hashicorp/consul v1.4.2 // indirect
	github.com/hashicorp/errwrap v1.0.0 // indirect
	github.com/hashicorp/go-cleanhttp v0.5.0 // indirect
	github.com/hashicorp/go-immutable-radix v1.0.0 // indirect
	github.com/hashicorp/go-msgpack v0.5.3 // indirect
	github.com/hashicorp/go-multierror v1.0.0 // indirect
	github.com/hashicorp/go-rootcerts v1.0.0 // indirect
	github.com/hashicorp/go-sockaddr v1.0.1 // indirect
	github.com/hashicorp/golang-lru v0.5.0 // indirect
	github.com/hashicorp/memberlist v0.1.3 // indirect
	github.com/hashicorp/serf v0.8.2 // indirect
	github.com/json-iterator/go v1.1.6 // indirect
	github.com/micro/cli v0.1.0 // indirect
	github.com/micro/go-log v0.1.0 // indirect
	github.com/micro/go-rcache v0.2.1 // indirect
	github.com/micro/mdns v0.1.0 // indirect
	github.com/micro/util v0.2.0 // indirect
	github.com/miekg/dns v1.1.4 // indirect
	github.com/mitchellh/hashstructure v1.0.0 // indirect
	github.com/mitchellh/mapstructure v1.1.2 // indirect
	github.com/pkg/errors v0.8.1 // indirect
	github.com/sean-/seed v0.0.0-20170313163322-e2103e2c3529 // indirect
	golang.org/x/crypto v0.0.0-20190222235706-ffb98f73852f // indirect
	golang.org/x/net v0.0.0-20190213061140-3a22650c66bd // indirect
	// The version that go-micro asks for does not build on macOS with Go 1.18 and later.
	golang.org/x/sys v0.5.0 // indirect
	golang.org/x/text v0.3.0 // indirect
	google.golang.org/grpc v1.19.0 // indirect
)

replace github.com/micro/go-plugins => ./go-plugins
