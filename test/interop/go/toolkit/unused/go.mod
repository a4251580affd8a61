module github.com/micro/go-plugins
