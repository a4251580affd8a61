// A Go Micro service that tells on its standard output what happens to it, one JSON object a line.
package main

import (
	"context"
	"encoding/json"
	"os"
	"strconv"
	"sync"

	micro "github.com/micro/go-micro/v2"
	"github.com/micro/go-micro/v2/logger"
	"github.com/micro/go-micro/v2/metadata"
	"github.com/micro/go-micro/v2/server"

	"github.com/ts-micro/interop/greeter"
)

var (
	out  = json.NewEncoder(os.Stdout)
	lock sync.Mutex
)

func report(fact string, fields map[string]interface{}) {
	lock.Lock()
	defer lock.Unlock()
	line := map[string]interface{}{"fact": fact}
	for k, v := range fields {
		line[k] = v
	}
	_ = out.Encode(line)
}

func subscriber(topic string) func(context.Context, *greeter.Event) error {
	return func(ctx context.Context, event *greeter.Event) error {
		md, _ := metadata.FromContext(ctx)
		report("message", map[string]interface{}{
			"topic": topic, "id": event.Id, "timestamp": strconv.FormatInt(event.Timestamp, 10), "message": event.Message, "header": md,
		})
		return nil
	}
}

func main() {
	// It logs to standard output, which is ours.
	if err := logger.Init(logger.WithLevel(logger.FatalLevel)); err != nil {
		panic(err)
	}
	name := os.Args[1]
	os.Args = append(os.Args[:1], os.Args[2:]...)
	service := micro.NewService(
		micro.Name(name),
		micro.Version("1.2.3"),
		micro.Metadata(map[string]string{"zone": "go"}),
		micro.AfterStart(func() error {
			report("ready", nil)
			return nil
		}),
	)
	service.Init()
	handler := &Greeter{id: name, report: report}
	if err := service.Server().Handle(service.Server().NewHandler(handler)); err != nil {
		panic(err)
	}
	events, jobs := name+".events", name+".jobs"
	if err := micro.RegisterSubscriber(events, service.Server(), subscriber(events)); err != nil {
		panic(err)
	}
	if err := micro.RegisterSubscriber(jobs, service.Server(), subscriber(jobs), server.SubscriberQueue("workers")); err != nil {
		panic(err)
	}
	if err := service.Run(); err != nil {
		panic(err)
	}
	report("stopped", nil)
}
