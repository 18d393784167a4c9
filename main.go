// CardDesk (Bàn Căn cước) is the program of an issuance desk for Vietnam's chip
// identity card. This package picks the command and wires the parts; it is the
// only place that knows all of them.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"sort"
	"syscall"

	"carddesk/device/render"
	"carddesk/internal/crash"
)

// command is one first word of the command line.
type command struct {
	help   string // "" hides it: a process that the program starts by itself
	run    func(ctx context.Context, args []string) error
	window bool // needs the main goroutine for its window
}

var commands = map[string]command{
	"":        {run: runDesk, window: true},
	"desk":    {help: "mở bàn làm việc (mặc định)", run: runDesk, window: true},
	"gallery": {help: "xem các thành phần giao diện", run: runGallery, window: true},
	"version": {help: "in phiên bản", run: runVersion},
}

func main() {
	if len(os.Args) > 1 && os.Args[1] == render.WorkerCommand {
		os.Exit(render.WorkerMain(os.Stdin, os.Stdout))
	}
	if len(os.Args) > 2 && os.Args[1] == crash.Command {
		hardenProcess()
		os.Exit(crash.Main(os.Args[2]))
	}
	name, args := "", os.Args[1:]
	if len(args) > 0 && args[0] != "" && args[0][0] != '-' {
		name, args = args[0], args[1:]
	}
	chosen, ok := commands[name]
	if !ok {
		usage()
		os.Exit(2)
	}
	hardenProcess()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := chosen.run(ctx, args); err != nil {
		fmt.Fprintln(os.Stderr, "carddesk:", err)
		stop()
		os.Exit(1)
	}
}

func usage() {
	fmt.Fprintln(os.Stderr, "carddesk [lệnh] [tùy chọn]")
	var names []string
	for name, c := range commands {
		if c.help != "" {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	for _, name := range names {
		fmt.Fprintf(os.Stderr, "  %-10s %s\n", name, commands[name].help)
	}
}

// version is set by the linker in release builds.
var version = "dev"

func runVersion(context.Context, []string) error {
	fmt.Println("carddesk", version)
	return nil
}
