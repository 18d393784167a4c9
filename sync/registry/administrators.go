package registry

import (
	"context"
	"crypto/subtle"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"carddesk/sync/packet"

	"golang.org/x/crypto/argon2"
)

// Roles of those who work at the registry's page. They do not contain each other:
// who lets stations in does not decide on people, and the other way round.
const (
	RoleAdministrator = "administrator" // stations, documents, what is stuck
	RoleDecider       = "decider"       // decides on dossiers, and sees who they are for
)

// ErrLogin says that name and password do not belong together, or not now.
var ErrLogin = errors.New("registry: name or password is wrong, or too many tries")

// Cost of Argon2id (RFC 9106, second recommended choice), and how many passwords
// are looked at at the same time.
const (
	argonTime    = 3
	argonThreads = 4
	argonKey     = 32
	argonAtOnce  = 2
)

// argonMemory is the memory of one password in KiB; tests lower it.
var argonMemory uint32 = 64 << 10

// MinPassword is how many characters a password has at least.
const MinPassword = 12

// maxPassword bounds what is hashed.
const maxPassword = 256

// Tries before a name is locked, and for how long: doubled at each further one.
const (
	freeTries  = 5
	firstLock  = 30 * time.Second
	longestOff = 15 * time.Minute
)

// How long a session lasts without a request, and in all.
const (
	sessionIdle = 15 * time.Minute
	sessionLife = 8 * time.Hour
)

// Session is somebody at the page.
type Session struct{ Name, Role string }

// SetAdministrator makes or changes an account of the registry's page; its sessions
// end. An empty password lets nobody in any more.
func (r *Registry) SetAdministrator(ctx context.Context, name, role, password string) error {
	if !packet.ValidID(name) || role != RoleAdministrator && role != RoleDecider {
		return errors.New("registry: name or role of an administrator")
	}
	encoded := ""
	if password != "" {
		if n := len([]rune(password)); n < MinPassword || len(password) > maxPassword {
			return fmt.Errorf("registry: a password has at least %d characters", MinPassword)
		}
		salt := make([]byte, 16)
		if _, err := io.ReadFull(r.opts.Random, salt); err != nil {
			return fmt.Errorf("making a salt: %w", err)
		}
		encoded = encodePassword(password, salt)
	}
	err := r.inTx(ctx, func(e *effect) error {
		if err := e.exec(`INSERT INTO administrator (name, role, password) VALUES ($1, $2, $3)
			ON CONFLICT (name) DO UPDATE SET role = excluded.role, password = excluded.password, failures = 0, locked = ''`, name, role, encoded); err != nil {
			return err
		}
		return e.exec(`DELETE FROM admin_session WHERE name = $1`, name)
	})
	if err != nil {
		return fmt.Errorf("setting an administrator: %w", err)
	}
	return nil
}

// encodePassword returns "argon2id$time$KiB$threads$salt$key".
func encodePassword(password string, salt []byte) string {
	key := argon2.IDKey([]byte(password), salt, argonTime, argonMemory, argonThreads, argonKey)
	return fmt.Sprintf("argon2id$%d$%d$%d$%s$%s", argonTime, argonMemory, argonThreads,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(key))
}

// rightPassword compares in constant time. A name without a password costs as much
// as one with it.
func rightPassword(encoded, password string) bool {
	var cost [3]uint32
	salt, want := make([]byte, 16), make([]byte, argonKey)
	parts := strings.Split(encoded, "$")
	usable := len(parts) == 6 && parts[0] == "argon2id"
	if usable {
		_, err := fmt.Sscanf(strings.Join(parts[1:4], " "), "%d %d %d", &cost[0], &cost[1], &cost[2])
		s, saltErr := base64.RawStdEncoding.DecodeString(parts[4])
		k, keyErr := base64.RawStdEncoding.DecodeString(parts[5])
		usable = errors.Join(err, saltErr, keyErr) == nil && len(k) == argonKey && cost[0] > 0 && cost[1] <= 4*argonMemory && cost[2] > 0 && cost[2] < 256
		salt, want = s, k
	}
	if !usable {
		cost, salt, want = [3]uint32{argonTime, argonMemory, argonThreads}, make([]byte, 16), make([]byte, argonKey)
	}
	got := argon2.IDKey([]byte(password), salt, cost[0], cost[1], uint8(cost[2]), argonKey)
	return subtle.ConstantTimeCompare(got, want) == 1 && usable
}

// BeginSession lets somebody in and returns the token of the cookie. After some
// wrong tries a name is locked for a while, whatever the password.
func (r *Registry) BeginSession(ctx context.Context, name, password string) (token string, err error) {
	select {
	case r.hashing <- struct{}{}:
		defer func() { <-r.hashing }()
	case <-ctx.Done():
		return "", ctx.Err()
	}
	var encoded, locked string
	err = r.store.read.QueryRowContext(ctx, `SELECT password, locked FROM administrator WHERE name = $1`, name).Scan(&encoded, &locked)
	if err != nil && !errors.Is(err, errNoRow) {
		return "", fmt.Errorf("looking for an administrator: %w", err)
	}
	right := len(password) <= maxPassword && rightPassword(encoded, password) && locked <= stamp(r.clock.Now())
	if !right {
		return "", errors.Join(ErrLogin, r.inTx(ctx, func(e *effect) error { return e.noteFailure(name) }))
	}
	random := make([]byte, 32)
	if _, err := io.ReadFull(r.opts.Random, random); err != nil {
		return "", fmt.Errorf("beginning a session: %w", err)
	}
	token = base64.RawURLEncoding.EncodeToString(random)
	err = r.inTx(ctx, func(e *effect) error {
		if err := e.exec(`UPDATE administrator SET failures = 0, locked = '' WHERE name = $1`, name); err != nil {
			return err
		}
		if err := e.exec(`DELETE FROM admin_session WHERE begun < $1 OR seen < $2`, stamp(e.now.Add(-sessionLife)), stamp(e.now.Add(-sessionIdle))); err != nil {
			return err
		}
		return e.exec(`INSERT INTO admin_session (hash, name, begun, seen) VALUES ($1, $2, $3, $3)`, keyID([]byte(token)), name, stamp(e.now))
	})
	if err != nil {
		return "", fmt.Errorf("beginning a session: %w", err)
	}
	return token, nil
}

// noteFailure counts a wrong try and locks the name after some.
func (e *effect) noteFailure(name string) error {
	var failures int
	err := e.row(`UPDATE administrator SET failures = failures + 1 WHERE name = $1 RETURNING failures`, name).Scan(&failures)
	if errors.Is(err, errNoRow) {
		return nil
	}
	if err != nil || failures < freeTries {
		return err
	}
	lock := min(firstLock<<min(failures-freeTries, 10), longestOff)
	return e.exec(`UPDATE administrator SET locked = $1 WHERE name = $2`, stamp(e.now.Add(lock)), name)
}

// Session returns who a token belongs to, or [ErrLogin] when its time is over.
func (r *Registry) Session(ctx context.Context, token string) (Session, error) {
	var s Session
	var begun, seen string
	err := r.store.read.QueryRowContext(ctx, `SELECT s.name, a.role, s.begun, s.seen FROM admin_session s JOIN administrator a ON a.name = s.name WHERE s.hash = $1`,
		keyID([]byte(token))).Scan(&s.Name, &s.Role, &begun, &seen)
	now := r.clock.Now()
	if errors.Is(err, errNoRow) || err == nil && (begun < stamp(now.Add(-sessionLife)) || seen < stamp(now.Add(-sessionIdle))) {
		return Session{}, ErrLogin
	}
	if err != nil {
		return Session{}, fmt.Errorf("looking for a session: %w", err)
	}
	if seen < stamp(now.Add(-time.Minute)) {
		err = r.inLazyTx(ctx, func(e *effect) error {
			return e.exec(`UPDATE admin_session SET seen = $1 WHERE hash = $2`, stamp(e.now), keyID([]byte(token)))
		})
	}
	return s, err
}

// EndSession ends a session.
func (r *Registry) EndSession(ctx context.Context, token string) error {
	err := r.inTx(ctx, func(e *effect) error {
		return e.exec(`DELETE FROM admin_session WHERE hash = $1`, keyID([]byte(token)))
	})
	if err != nil {
		return fmt.Errorf("ending a session: %w", err)
	}
	return nil
}

// Deed is one thing that somebody did or looked at at the page.
type Deed struct{ At, Name, What, About string }

// Note keeps what somebody does; about holds ids, never a person.
func (r *Registry) Note(ctx context.Context, name, what, about string) error {
	random := make([]byte, 16)
	if _, err := io.ReadFull(r.opts.Random, random); err != nil {
		return fmt.Errorf("noting a deed: %w", err)
	}
	err := r.inTx(ctx, func(e *effect) error {
		return e.exec(`INSERT INTO admin_entry (id, at, name, what, about) VALUES ($1, $2, $3, $4, $5)`, hex.EncodeToString(random), stamp(e.now), name, what, about)
	})
	if err != nil {
		return fmt.Errorf("noting a deed: %w", err)
	}
	return nil
}

// Deeds returns the newest deeds.
func (r *Registry) Deeds(ctx context.Context, limit int) ([]Deed, error) {
	rows, err := r.store.read.QueryContext(ctx, `SELECT at, name, what, about FROM admin_entry ORDER BY at DESC, id LIMIT $1`, limit)
	return collect(rows, err, func(rows *sql.Rows) (d Deed, err error) { return d, rows.Scan(&d.At, &d.Name, &d.What, &d.About) })
}
