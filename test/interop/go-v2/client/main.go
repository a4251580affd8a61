// A Go Micro client that does what its standard input says, one JSON object a line, and tells how it went.
package main

import (
	"bufio"
	"encoding/hex"
	"encoding/json"
	"os"
	"sync"

	"github.com/golang/protobuf/proto"
	micro "github.com/micro/go-micro/v2"
	"github.com/micro/go-micro/v2/client"
	"github.com/micro/go-micro/v2/logger"
	"github.com/micro/go-micro/v2/registry"

	"github.com/ts-micro/interop/greeter"
)

// Command says what to do. Messages are protobuf in hexadecimal digits: JSON would lose large numbers on the way.
type Command struct {
	ID          int               `json:"id"`
	Do          string            `json:"do"`
	Service     string            `json:"service"`
	Endpoint    string            `json:"endpoint"`
	Address     string            `json:"address"`
	ContentType string            `json:"contentType"`
	Metadata    map[string]string `json:"metadata"`
	TimeoutMs   int               `json:"timeoutMs"`
	Request     string            `json:"request"`
	Messages    []string          `json:"messages"`
	Count       int               `json:"count"`
	Concurrency int               `json:"concurrency"`
	Topic       string            `json:"topic"`
	Record      *registry.Service `json:"record"`
}

// Result says how it went.
type Result struct {
	ID       int                 `json:"id"`
	Error    string              `json:"error,omitempty"`
	Response string              `json:"response"`
	Messages []string            `json:"messages,omitempty"`
	Services []*registry.Service `json:"services,omitempty"`
	Action   string              `json:"action,omitempty"`
}

type driver struct {
	client   client.Client
	registry registry.Registry
	lock     sync.Mutex
	out      *json.Encoder
}

func (d *driver) tell(result Result) {
	d.lock.Lock()
	defer d.lock.Unlock()
	_ = d.out.Encode(result)
}

func (d *driver) run(command Command) {
	result := Result{ID: command.ID}
	var err error
	switch command.Do {
	case "call":
		result.Response, err = d.call(command)
	case "calls":
		err = d.calls(command)
	case "stream":
		result.Messages, err = d.stream(command)
	case "register":
		err = d.registry.Register(command.Record)
	case "deregister":
		err = d.registry.Deregister(command.Record)
	case "get":
		result.Services, err = d.registry.GetService(command.Service)
	case "list":
		result.Services, err = d.registry.ListServices()
	}
	if err != nil {
		result.Error = err.Error()
	}
	d.tell(result)
}

// The types of requests and responses, by endpoint.
var types = map[string][2]func() proto.Message{
	"Greeter.Hello":   {func() proto.Message { return new(greeter.HelloRequest) }, func() proto.Message { return new(greeter.HelloResponse) }},
	"Greeter.Fail":    {func() proto.Message { return new(greeter.FailRequest) }, func() proto.Message { return new(greeter.HelloResponse) }},
	"Greeter.Echo":    {func() proto.Message { return new(greeter.EchoMessage) }, func() proto.Message { return new(greeter.EchoMessage) }},
	"Greeter.Headers": {func() proto.Message { return new(greeter.HelloRequest) }, func() proto.Message { return new(greeter.HeadersResponse) }},
	"Greeter.Sleep":   {func() proto.Message { return new(greeter.SleepRequest) }, func() proto.Message { return new(greeter.HelloResponse) }},
	"Greeter.Count":   {func() proto.Message { return new(greeter.CountRequest) }, func() proto.Message { return new(greeter.CountResponse) }},
	"Greeter.Chat":    {func() proto.Message { return new(greeter.ChatMessage) }, func() proto.Message { return new(greeter.ChatMessage) }},
}

func messageOf(endpoint string, side int) proto.Message {
	if known, ok := types[endpoint]; ok {
		return known[side]()
	}
	return types["Greeter.Hello"][side]()
}

func decode(digits string, message proto.Message) error {
	bytes, err := hex.DecodeString(digits)
	if err != nil {
		return err
	}
	return proto.Unmarshal(bytes, message)
}

func encode(message proto.Message) (string, error) {
	bytes, err := proto.Marshal(message)
	return hex.EncodeToString(bytes), err
}

func main() {
	// It logs to standard output, which is ours.
	if err := logger.Init(logger.WithLevel(logger.FatalLevel)); err != nil {
		panic(err)
	}
	service := micro.NewService(micro.Name("interop.goclient"))
	service.Init()
	d := &driver{
		client:   service.Client(),
		registry: service.Client().Options().Registry,
		out:      json.NewEncoder(os.Stdout),
	}
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(make([]byte, 1<<20), 1<<26)
	for lines.Scan() {
		var command Command
		if err := json.Unmarshal(lines.Bytes(), &command); err != nil {
			panic(err)
		}
		go d.run(command)
	}
}
