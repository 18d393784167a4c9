package shell

import (
	"context"
	"fmt"
	"time"

	"carddesk/app/desk"
	"carddesk/app/policy"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// gateEvery is how often the gates of policy are looked at.
const gateEvery = time.Minute

// lookAtGates shows the gate of policy that is worst, long before it is closed;
// the transfer screen lists all of them with their remedies. Free space has a
// part of its own.
func (f *Frame) lookAtGates(ctx context.Context) {
	gates, err := f.env.Desk.Gates(ctx)
	if err != nil {
		if ctx.Err() == nil {
			f.env.Log.Error("gates", "error", err)
		}
		return
	}
	level, text, name := gateWords(gates)
	f.owner.Do(func() {
		f.status.gate.Set(level, text)
		show(f.status.gate, text != "")
		f.status.content.Refresh()
		if name != f.gate {
			f.gate = name
			f.env.Events.Emit("gate", "gate", name, "closed", level == kit.LevelError)
		}
	})
}

// gateWords says the first of the gates that is not the disk's, and how many more
// there are; the worst come first.
func gateWords(gates []desk.GateFinding) (level kit.Level, text, name string) {
	more := 0
	for _, g := range gates {
		if g.Gate == desk.GateDisk {
			continue
		}
		if name != "" {
			more++
			continue
		}
		name, level = g.Gate, kit.LevelWarning
		text, _ = words.Gate(g)
		if g.State == policy.GateStops {
			level, text = kit.LevelError, text+": không mở hồ sơ mới"
		}
	}
	if more > 0 {
		text += fmt.Sprintf(" (và %d cảnh báo khác, F6)", more)
	}
	return level, text, name
}
