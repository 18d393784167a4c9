package shell

import (
	"context"
	"time"

	"carddesk/ui/kit"
)

// settleWait bounds how long a locking desk waits for the last letters to reach
// the disk: a disk that hangs must not keep it open.
const settleWait = 5 * time.Second

// busyScreen is a screen that may be in the middle of what cannot be repeated.
type busyScreen interface{ Busy() bool }

// settlingScreen is a screen whose typing may not be on the disk yet.
type settlingScreen interface{ Settle(then func(error)) }

// watchIdle locks a desk that nobody touches.
func (f *Frame) watchIdle() {
	f.env.Router.OnActivity(func() {
		if f.idle.touch(f.env.Desk.Clock.Now()) {
			f.toasts.Hide()
		}
	})
	f.owner.Go(f.every(time.Second, func(context.Context) { f.owner.Do(f.lookIdle) }))
}

func (f *Frame) lookIdle() {
	if f.options.Idle != nil {
		f.idle.after, f.idle.warn = f.options.Idle()
	}
	if !f.in && f.login.Choosing() {
		// The keys are in memory although no screen is open.
		if step, _ := f.idle.look(f.env.Desk.Clock.Now(), false); step == idleLock {
			f.login.Leave()
		}
		return
	}
	if !f.in || f.leaving {
		return
	}
	screen, ok := f.screens[f.open].(busyScreen)
	announced := !f.idle.said.IsZero()
	switch step, left := f.idle.look(f.env.Desk.Clock.Now(), ok && screen.Busy()); step {
	case idleWarn:
		f.toasts.Show(kit.LevelWarning, idleText(left))
		if !announced {
			f.env.Events.Emit("lock-announced", "seconds", int(left.Seconds()))
		}
	case idleLock:
		f.lockNow("idle")
	}
}

// settled calls then, once, when what the open screen holds is on the disk or
// cannot get there in time. Locking before would take the key away from it.
func (f *Frame) settled(then func()) {
	screen, ok := f.screens[f.open].(settlingScreen)
	if !ok {
		then()
		return
	}
	done := false
	once := func() {
		if !done {
			done = true
			then()
		}
	}
	timer := time.AfterFunc(settleWait, func() { f.owner.Do(once) })
	screen.Settle(func(err error) {
		timer.Stop()
		if err != nil {
			f.env.Log.Error("saving before the desk is locked", "error", err)
		}
		once()
	})
}
