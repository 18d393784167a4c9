package shell

import (
	"testing"

	"carddesk/app/desk"
	"carddesk/app/policy"
	"carddesk/ui/kit"
)

func TestGateWords(t *testing.T) {
	stop := desk.GateFinding{Gate: desk.GateWaiting, State: policy.GateStops, Quantity: 9, Stop: 9}
	warn := desk.GateFinding{Gate: desk.GateContact, State: policy.GateWarns, Quantity: 4, Stop: 30}
	disk := desk.GateFinding{Gate: desk.GateDisk, State: policy.GateStops}
	for _, c := range []struct {
		gates []desk.GateFinding
		level kit.Level
		text  string
		name  string
	}{
		{nil, kit.LevelNone, "", ""},
		{[]desk.GateFinding{disk}, kit.LevelNone, "", ""},
		{[]desk.GateFinding{warn}, kit.LevelWarning, "4 ngày chưa liên lạc với trung ương (đến 30 thì không mở hồ sơ mới)", desk.GateContact},
		{[]desk.GateFinding{disk, stop, warn}, kit.LevelError, "9 hồ sơ chờ gửi: không mở hồ sơ mới (và 1 cảnh báo khác, F6)", desk.GateWaiting},
	} {
		if level, text, name := gateWords(c.gates); level != c.level || text != c.text || name != c.name {
			t.Errorf("%+v: %v %q %q", c.gates, level, text, name)
		}
	}
}
