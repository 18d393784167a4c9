package shell

import (
	"context"
	"fmt"
	"strconv"

	"fyne.io/fyne/v2"

	"carddesk/ui/kit"
	"carddesk/ui/kit/compose"
)

// lookKey opens the choice of look and typing.
const lookKey = "Alt+H"

// lookDialogTitle is what the choice is called.
const lookDialogTitle = "Hiển thị và cách gõ"

// scales are the text sizes to choose from, in percent.
var scales = []int{100, 125, 150, 175, 200}

// beginLook lets the user choose look and typing, and keeps the way of typing
// that is switched by [kit.TypingKey].
func (f *Frame) beginLook() {
	f.base.On(lookKey, lookDialogTitle, f.askLook)
	show := f.options.Typing.OnChange
	f.options.Typing.OnChange = func(t *kit.Typing) {
		show(t)
		if f.in && !t.Aside() {
			habits := f.habits()
			method := t.Method
			habits.Typing = &method
			f.keepHabits(habits)
		}
	}
}

// habits are those of the user at the desk.
func (f *Frame) habits() Habits {
	if f.options.Habits == nil {
		return Habits{}.bounded()
	}
	return f.options.Habits.Of(f.user.ID)
}

// keepHabits writes them to the disk beside the work.
func (f *Frame) keepHabits(habits Habits) {
	keeper := f.options.Habits
	if keeper == nil {
		return
	}
	keeper.Set(f.user.ID, habits)
	kit.Background(f.owner, func(context.Context) (struct{}, error) {
		return struct{}{}, keeper.Save()
	}, func(_ struct{}, err error) {
		if err != nil {
			f.env.Log.Error("habits", "error", err)
		}
	})
}

// useHabits shows the desk as its user likes it. The way of typing stays where
// the user has not chosen one.
func (f *Frame) useHabits(habits Habits) {
	settings := fyne.CurrentApp().Settings()
	now, ok := settings.Theme().(*kit.Theme)
	if !ok || now.Dark != habits.Dark || now.Scale != habits.Scale {
		settings.SetTheme(kit.NewTheme(habits.Dark, habits.Scale))
	}
	f.status.look.Set(kit.LevelNone, fmt.Sprintf("Aa %d %%", habits.Scale))
	typing := f.options.Typing
	typing.Style = habits.Tones
	if habits.Typing != nil && *habits.Typing != typing.Method {
		typing.Set(*habits.Typing)
	}
	f.env.Events.Emit("look", "dark", habits.Dark, "scale", habits.Scale, "typing", typing.Word())
}

// askLook lets the user choose.
func (f *Frame) askLook() {
	if !f.in || f.env.Router.Modal() {
		return
	}
	habits := f.habits()
	theme := kit.NewRadioRow("Nền", []kit.Choice{{Code: "light", Text: "Sáng"}, {Code: "dark", Text: "Tối"}})
	theme.SetCode(map[bool]string{false: "light", true: "dark"}[habits.Dark])
	var sizes []kit.Choice
	for _, scale := range scales {
		sizes = append(sizes, kit.Choice{Code: strconv.Itoa(scale), Text: fmt.Sprintf("%d %%", scale)})
	}
	size := kit.NewRadioRow("Cỡ chữ", sizes)
	size.SetCode(strconv.Itoa(habits.Scale))
	method := kit.NewRadioRow("Kiểu gõ ("+kit.TypingKey+" đổi nhanh)", []kit.Choice{
		{Code: strconv.Itoa(int(compose.Telex)), Text: "Telex"}, {Code: strconv.Itoa(int(compose.VNI)), Text: "VNI"},
		{Code: strconv.Itoa(int(compose.Off)), Text: "Không dấu, bộ gõ của máy"},
	})
	method.SetCode(strconv.Itoa(int(f.options.Typing.Method)))
	tones := kit.NewRadioRow("Đặt dấu thanh", []kit.Choice{
		{Code: strconv.Itoa(int(compose.Old)), Text: "hòa, thúy"}, {Code: strconv.Itoa(int(compose.New)), Text: "hoà, thuý"},
	})
	tones.SetCode(strconv.Itoa(int(habits.Tones)))
	kit.Prompt(f.env.Router, kit.Form{
		Title: lookDialogTitle, Action: "Dùng", Fields: []kit.Field{theme, size, method, tones},
		Done: func() {
			chosen := compose.Method(number(method.Code()))
			habits := f.habits() // with what is not asked here
			habits.Dark, habits.Scale = theme.Code() == "dark", number(size.Code())
			habits.Typing, habits.Tones = &chosen, compose.Style(number(tones.Code()))
			f.choose(habits.bounded())
		},
	})
}

// tableWidths keeps column widths among the habits of the user at the desk.
type tableWidths struct{ *Frame }

// Widths are those of a table; see [screen.ColumnWidths].
func (t tableWidths) Widths(table string) map[string]float32 { return t.habits().Tables[table] }

// KeepWidths remembers them for the user at the desk.
func (t tableWidths) KeepWidths(table string, widths map[string]float32) {
	t.keepHabits(t.habits().withWidths(table, widths))
}

// number reads a code made of a number.
func number(code string) int {
	n, _ := strconv.Atoi(code)
	return n
}

// choose takes habits into use and keeps them.
func (f *Frame) choose(habits Habits) {
	f.useHabits(habits)
	f.keepHabits(habits)
}
