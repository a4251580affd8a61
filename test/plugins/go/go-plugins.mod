module github.com/micro/go-plugins

go 1.19

require (
	github.com/micro/go-log v0.1.0
	github.com/micro/go-micro v1.0.0
	github.com/mitchellh/hashstructure v1.0.0
	go.etcd.io/etcd v3.3.12+incompatible
)
