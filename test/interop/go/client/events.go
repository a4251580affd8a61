package main

import (
	"github.com/micro/go-micro/client"
	"github.com/micro/go-micro/registry"

	"github.com/ts-micro/interop/greeter"
)

func (d *driver) publish(c Command) error {
	event := new(greeter.Event)
	if err := decode(c.Request, event); err != nil {
		return err
	}
	var options []client.MessageOption
	if c.ContentType != "" {
		options = append(options, func(o *client.MessageOptions) { o.ContentType = c.ContentType })
	}
	return d.client.Publish(c.context(), d.client.NewMessage(c.Topic, event, options...))
}

// watch tells the changes of a service, as many as asked for.
func (d *driver) watch(c Command) error {
	watcher, err := d.registry.Watch(registry.WatchService(c.Service))
	if err != nil {
		return err
	}
	defer watcher.Stop()
	d.tell(Result{ID: c.ID, Action: "watching"})
	for i := 0; i < c.Count; i++ {
		change, err := watcher.Next()
		if err != nil {
			return err
		}
		d.tell(Result{ID: c.ID, Action: change.Action, Services: []*registry.Service{change.Service}})
	}
	return nil
}
