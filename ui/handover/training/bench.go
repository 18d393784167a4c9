// Package training gives screens the keys of a training desk: to lay a training
// card on the virtual reader, a good or a bad one.
package training

import (
	"context"

	"carddesk/app/port"
	"carddesk/ui/kit"
	"carddesk/ui/screen"
)

// Place is what a screen says of the card that its keys lay down.
type Place struct {
	// Card is the serial of the card that the screen waits for; ok is false
	// when it waits for none.
	Card func() (serial string, ok bool)
	// Failed is told, on the UI goroutine, why a card could not be laid down.
	Failed func(error)
}

// faults are the bad cards, in words.
var faults = []kit.Choice{
	{Code: string(port.TrainingChanged), Text: "Dữ liệu trên chip bị sửa"},
	{Code: string(port.TrainingSignature), Text: "Chữ ký số hỏng"},
	{Code: string(port.TrainingClone), Text: "Bản sao, thiếu khóa của chip"},
	{Code: string(port.TrainingUnreadable), Text: "Dữ liệu không đọc được"},
	{Code: string(port.TrainingPulled), Text: "Bị nhấc ra khi đang đọc"},
}

// Bind adds the keys to a screen; outside training it does nothing.
func Bind(scope *kit.Scope, env screen.Env, place Place) {
	if env.Bench == nil {
		return
	}
	owner := kit.NewOwner(env.Context, env.Runner)
	lay := func(put func(ctx context.Context, serial string) error) {
		serial, ok := place.Card()
		if !ok {
			return
		}
		kit.Background(owner, func(ctx context.Context) (struct{}, error) {
			return struct{}{}, put(ctx, serial)
		}, func(_ struct{}, err error) {
			if err != nil {
				place.Failed(err)
			}
		})
	}
	scope.On("Ctrl+T", "Đặt thẻ tập huấn lên đầu đọc", func() { lay(env.Bench.Place) })
	faulty, ok := env.Bench.(port.FaultyBench)
	if !ok {
		return
	}
	scope.On("Ctrl+J", "Đặt thẻ tập huấn có lỗi", func() {
		if _, ok := place.Card(); !ok {
			return
		}
		kit.Choose(env.Router, "Thẻ tập huấn lỗi thế nào?", faults, func(c kit.Choice) {
			lay(func(ctx context.Context, serial string) error {
				return faulty.PlaceFaulty(ctx, serial, port.TrainingFault(c.Code))
			})
		})
	})
	scope.On("Ctrl+U", "Nhấc thẻ tập huấn ra", func() {
		kit.Background(owner, func(ctx context.Context) (struct{}, error) {
			return struct{}{}, env.Bench.Remove(ctx)
		}, func(_ struct{}, err error) {
			if err != nil {
				place.Failed(err)
			}
		})
	})
}
