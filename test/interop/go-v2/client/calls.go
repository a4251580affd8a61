package main

import (
	"context"
	"io"
	"sync"
	"time"

	"github.com/micro/go-micro/v2/client"
	"github.com/micro/go-micro/v2/errors"
	"github.com/micro/go-micro/v2/metadata"
	"google.golang.org/grpc/status"
)

func (c Command) context() context.Context {
	return metadata.NewContext(context.Background(), c.Metadata)
}

func (c Command) options() []client.CallOption {
	var options []client.CallOption
	if c.TimeoutMs > 0 {
		options = append(options, client.WithRequestTimeout(time.Duration(c.TimeoutMs)*time.Millisecond))
	}
	if c.Address != "" {
		options = append(options, client.WithAddress(c.Address))
	}
	return options
}

func (d *driver) request(c Command, message interface{}) client.Request {
	var options []client.RequestOption
	if c.ContentType != "" {
		options = append(options, client.WithContentType(c.ContentType))
	}
	return d.client.NewRequest(c.Service, c.Endpoint, message, options...)
}

func (d *driver) call(c Command) (string, error) {
	req, rsp := messageOf(c.Endpoint, 0), messageOf(c.Endpoint, 1)
	if err := decode(c.Request, req); err != nil {
		return "", err
	}
	if err := d.client.Call(c.context(), d.request(c, req), rsp, c.options()...); err != nil {
		return "", err
	}
	return encode(rsp)
}

// calls makes many calls at a time; the first failure is told.
func (d *driver) calls(c Command) error {
	var group sync.WaitGroup
	failures := make(chan error, c.Concurrency)
	for worker := 0; worker < c.Concurrency; worker++ {
		group.Add(1)
		go func() {
			defer group.Done()
			for i := 0; i < c.Count/c.Concurrency; i++ {
				if _, err := d.call(c); err != nil {
					failures <- err
					return
				}
			}
		}()
	}
	group.Wait()
	close(failures)
	return <-failures
}

// stream opens a stream, sends every message, and receives so many, or all when count is 0.
func (d *driver) stream(c Command) ([]string, error) {
	stream, err := d.client.Stream(c.context(), d.request(c, messageOf(c.Endpoint, 0)), c.options()...)
	if err != nil {
		return nil, err
	}
	defer stream.Close()
	for _, digits := range c.Messages {
		message := messageOf(c.Endpoint, 0)
		if err := decode(digits, message); err != nil {
			return nil, err
		}
		if err := stream.Send(message); err != nil {
			return nil, err
		}
	}
	var received []string
	for c.Count == 0 || len(received) < c.Count {
		message := messageOf(c.Endpoint, 1)
		if err := stream.Recv(message); err != nil {
			return received, microError(err)
		}
		digits, err := encode(message)
		if err != nil {
			return received, err
		}
		received = append(received, digits)
	}
	return received, nil
}

// microError takes the error out of gRPC's status: the streams of this client leave that to their users.
func microError(err error) error {
	if s, ok := status.FromError(err); ok && err != io.EOF {
		return errors.Parse(s.Message())
	}
	return err
}
