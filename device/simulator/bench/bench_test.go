package bench

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"carddesk/app/person"
	"carddesk/app/port"
	"carddesk/device/card"
	"carddesk/device/card/judge"
	"carddesk/device/card/proof"
	"carddesk/device/simulator/chip"
	"carddesk/device/simulator/issuer"
	"carddesk/internal/shareddata"
)

// awaitCard waits until a card lies on the reader that is not the one counted
// before, and returns its count.
func awaitCard(t testing.TB, ctx context.Context, service *card.Service, before uint32) uint32 {
	t.Helper()
	watching, stop := context.WithCancel(ctx)
	defer stop()
	for readers := range service.Watch(watching) {
		for _, r := range readers {
			if r.CardPresent && r.Insertion != before {
				return r.Insertion
			}
		}
	}
	t.Fatal("the card never came")
	return 0
}

// TestTrainingTable goes the way of a training card: ordered, laid on the
// reader, read, taken off; then the same card with a changed portrait.
func TestTrainingTable(t *testing.T) {
	now := time.Date(2026, 11, 25, 3, 0, 0, 0, time.UTC)
	clock := port.ClockFunc(func() time.Time { return now })
	made, err := issuer.New(nil, now)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	factory := &issuer.Factory{Issuer: made, Dir: dir, Clock: clock}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	name, err := person.ParseName("Nguyễn Thị Vi Dư")
	if err != nil {
		t.Fatal(err)
	}
	serial, err := factory.Personalise(ctx, port.CardOrder{
		PersonalNumber: "079199000001", Name: name, Sex: person.Female, Serial: "T000000001",
		Birth:    person.CivilDate{Year: 1999, Month: 1, Day: 15},
		Expires:  person.CivilDate{Year: 2039, Month: 1, Day: 15},
		Portrait: shareddata.Read(t, "face/portrait01.jpg"),
	})
	if err != nil {
		t.Fatal(err)
	}

	reader, err := card.NewLoopback("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	store := proof.NewStore(false)
	if err := store.AddIssuer(made.Certificate()); err != nil {
		t.Fatal(err)
	}
	service := card.NewService(reader, card.Config{Judge: judge.Judge{Store: store}, Now: clock.Now})
	table := New(dir, reader.Addr())
	keys := port.CardKeys{DocumentNumber: "199000001", Birth: "990115", Expiries: []string{"390115"}, CAN: "000001"}

	if serials, err := table.Cards(); err != nil || !slices.Equal(serials, []string{serial}) {
		t.Errorf("cards %v, %v", serials, err)
	}
	if err := table.Place(ctx, serial); err != nil {
		t.Fatal(err)
	}
	first := awaitCard(t, ctx, service, 0)
	reading, err := service.ReadCard(ctx, card.LoopbackReader, keys, nil)
	if err != nil {
		t.Fatal(err)
	}
	if !reading.Passed() || reading.Chip.Name != "Nguyễn Thị Vi Dư" {
		t.Errorf("good card: %+v", reading.Proofs)
	}

	image, err := table.Load(serial)
	if err != nil {
		t.Fatal(err)
	}
	image.Files["DG2"][500] ^= 1
	if err := table.PlaceImage(ctx, image, chip.Faults{}); err != nil {
		t.Fatal(err)
	}
	awaitCard(t, ctx, service, first)
	reading, err = service.ReadCard(ctx, card.LoopbackReader, keys, nil)
	if err != nil {
		t.Fatal(err)
	}
	if reading.Passed() {
		t.Error("changed portrait passes")
	}

	for range 2 {
		if err := table.Remove(ctx); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := service.ReadCard(ctx, card.LoopbackReader, keys, nil); err == nil {
		t.Error("a card was read off an empty reader")
	}
}

func TestUnknownCards(t *testing.T) {
	table := New(t.TempDir(), "127.0.0.1:1")
	for _, serial := range []string{"", ".", "..", "../x", "T1"} {
		if err := table.Place(context.Background(), serial); !errors.Is(err, ErrNoCard) {
			t.Errorf("%q: %v", serial, err)
		}
	}
}
