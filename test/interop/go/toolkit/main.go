// The command line of Micro 1.0, as it was.
package main

import "github.com/micro/micro/cmd"

func main() {
	cmd.Init()
}
