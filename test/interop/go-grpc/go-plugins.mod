module github.com/micro/go-plugins

go 1.19

require (
	github.com/golang/protobuf v1.2.0
	github.com/json-iterator/go v1.1.6
	github.com/micro/go-micro v1.0.0
	google.golang.org/grpc v1.19.0
)
