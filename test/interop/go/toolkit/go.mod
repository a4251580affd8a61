module github.com/ts-micro/interop/toolkit

go 1.19

require github.com/micro/micro v1.0.0

require (
	github.com/armon/go-metrics v0.0.0-20180917152333-f0300d1749da // indirect
	github.com/chzyer/readline v0.0.0-20180603132655-2972be24d48e // indirect
	github.com/go-log/log v0.1.0 // indirect
	github.com/golang/protobuf v1.2.0 // indirect
	github.com/google/btree v0.0.0-20180813153112-4030bb1f1f0c // indirect
	github.com/google/uuid v1.1.0 // indirect
	github.com/gorilla/handlers v1.4.0 // indirect
	github.com/gorilla/mux v1.7.0 // indirect
	github.com/gorilla/websocket v1.4.0 // indirect
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
	github.com/joncalhoun/qson v0.0.0-20170526102502-8a9cab3a62b1 // indirect
	github.com/micro/cli v0.1.0 // indirect
	github.com/micro/go-api v0.7.0 // indirect
	github.com/micro/go-bot v0.1.0 // indirect
	github.com/micro/go-log v0.1.0 // indirect
	github.com/micro/go-micro v0.27.0 // indirect
	github.com/micro/go-proxy v0.2.0 // indirect
	github.com/micro/go-rcache v0.2.1 // indirect
	github.com/micro/hipchat v0.0.0-20160328000638-4c67119ac956 // indirect
	github.com/micro/mdns v0.1.0 // indirect
	github.com/micro/util v0.2.0 // indirect
	github.com/miekg/dns v1.1.4 // indirect
	github.com/mitchellh/hashstructure v1.0.0 // indirect
	github.com/mitchellh/mapstructure v1.1.2 // indirect
	github.com/nlopes/slack v0.5.0 // indirect
	github.com/pborman/uuid v1.2.0 // indirect
	github.com/pkg/errors v0.8.1 // indirect
	github.com/sean-/seed v0.0.0-20170313163322-e2103e2c3529 // indirect
	github.com/serenize/snaker v0.0.0-20171204205717-a683aaf2d516 // indirect
	github.com/xlab/treeprint v0.0.0-20181112141820-a009c3971eca // indirect
	golang.org/x/crypto v0.0.0-20190222235706-ffb98f73852f // indirect
	golang.org/x/net v0.0.0-20190213061140-3a22650c66bd // indirect
	golang.org/x/sys v0.0.0-20190222171317-cd391775e71e // indirect
	golang.org/x/text v0.3.1-0.20180807135948-17ff2d5776d2 // indirect
)

// Required and never imported; some of what it requires in turn is no longer to be had.
replace github.com/micro/go-plugins => ./unused
