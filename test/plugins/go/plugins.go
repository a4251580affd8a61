package main

import (
	_ "github.com/micro/go-plugins/registry/etcdv3"
	_ "github.com/micro/go-plugins/registry/kubernetes"
)
