package main

import (
	"context"
	"errors"
	"time"

	microerrors "github.com/micro/go-micro/v2/errors"
	"github.com/micro/go-micro/v2/metadata"
	"github.com/micro/go-micro/v2/server"

	"github.com/ts-micro/interop/greeter"
)

// Greeter answers like the one that the TypeScript side serves.
type Greeter struct {
	id     string
	report func(fact string, fields map[string]interface{})
}

func (g *Greeter) Hello(ctx context.Context, req *greeter.HelloRequest, rsp *greeter.HelloResponse) error {
	rsp.Msg = ""
	if req.Name != "" {
		rsp.Msg = "Hello " + req.Name
	}
	return nil
}

func (g *Greeter) Fail(ctx context.Context, req *greeter.FailRequest, rsp *greeter.HelloResponse) error {
	switch req.Kind {
	case "notfound":
		return microerrors.NotFound(g.id, "thing %d not found", 42)
	case "badrequest":
		return microerrors.BadRequest(g.id, "bad input")
	case "internal":
		return microerrors.InternalServerError(g.id, "broken")
	case "timeout":
		return microerrors.Timeout(g.id, "too slow")
	case "teapot":
		return microerrors.New(g.id, "I'm a teapot é", 418)
	case "panic":
		panic("asked to")
	}
	return errors.New("plain error")
}

func (g *Greeter) Echo(ctx context.Context, req *greeter.EchoMessage, rsp *greeter.EchoMessage) error {
	*rsp = *req
	return nil
}

func (g *Greeter) Headers(ctx context.Context, req *greeter.HelloRequest, rsp *greeter.HeadersResponse) error {
	md, _ := metadata.FromContext(ctx)
	rsp.Headers = md
	return nil
}

func (g *Greeter) Sleep(ctx context.Context, req *greeter.SleepRequest, rsp *greeter.HelloResponse) error {
	time.Sleep(time.Duration(req.Millis) * time.Millisecond)
	rsp.Msg = "slept"
	return nil
}

func (g *Greeter) Count(ctx context.Context, stream server.Stream) error {
	req := new(greeter.CountRequest)
	if err := stream.Recv(req); err != nil {
		return err
	}
	for i := int64(0); i < req.Count; i++ {
		if req.FailAt > 0 && i == req.FailAt {
			return microerrors.BadRequest(g.id, "failed at %d", i)
		}
		if err := stream.Send(&greeter.CountResponse{Count: i}); err != nil {
			return err
		}
	}
	return nil
}

func (g *Greeter) Chat(ctx context.Context, stream server.Stream) error {
	defer g.report("chat ended", nil)
	for {
		msg := new(greeter.ChatMessage)
		if stream.Recv(msg) != nil {
			return nil
		}
		if msg.Text == "fail" {
			return microerrors.Conflict(g.id, "asked to fail")
		}
		if err := stream.Send(&greeter.ChatMessage{Text: "re: " + msg.Text}); err != nil {
			return err
		}
		if msg.Text == "bye" {
			return nil
		}
	}
}
