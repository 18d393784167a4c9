// Package objects keeps the packets of a registry in a bucket of an object store
// that speaks S3, instead of a folder of the registry's own: several registries
// then share them, and the store's own copies make them durable.
package objects

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"carddesk/sync/registry"
)

// Options say which bucket.
type Options struct {
	// URL is the store and the bucket: "https://s3.example/bucket" or
	// "https://s3.example/bucket/prefix". HTTP is for this machine alone.
	URL                  string
	Region               string // "us-east-1" when empty
	AccessKey, SecretKey string
	CA                   []byte // PEM of the store's authority; nil: those of the system
	Transport            http.RoundTripper
	// PartSize splits larger packets; 8 MiB when 0, which is also what one packet
	// takes of memory at most. S3 wants 5 MiB or more.
	PartSize uint64
	// Tries is how often a request is made before the registry gives up; 4 when 0.
	Tries int
}

// Shelf is a [registry.Shelf] in a bucket.
type Shelf struct {
	client   *minio.Client
	bucket   string
	prefix   string
	partSize uint64
}

var _ registry.Shelf = (*Shelf)(nil)

// partAge is how old the parts of a packet are that nobody has put together.
const partAge = 48 * time.Hour

// Open reaches the bucket, which must exist: whoever runs the store decides on its
// copies, its versions and its encryption.
func Open(ctx context.Context, o Options) (*Shelf, error) {
	u, err := url.Parse(o.URL)
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && (u.Scheme != "http" || !strings.HasPrefix(u.Host, "127.0.0.1:")) {
		return nil, errors.New("object store: an address https://host/bucket is wanted")
	}
	bucket, prefix, _ := strings.Cut(strings.Trim(u.Path, "/"), "/")
	if bucket == "" {
		return nil, errors.New("object store: the address names no bucket")
	}
	if o.Region == "" {
		o.Region = "us-east-1"
	}
	if o.PartSize == 0 {
		o.PartSize = 8 << 20
	}
	if o.Tries == 0 {
		o.Tries = 4
	}
	transport, err := transportOf(o)
	if err != nil {
		return nil, err
	}
	client, err := minio.New(u.Host, &minio.Options{
		Creds: credentials.NewStaticV4(o.AccessKey, o.SecretKey, ""), Secure: u.Scheme == "https", Region: o.Region,
		Transport: transport, BucketLookup: minio.BucketLookupPath, MaxRetries: o.Tries,
	})
	if err != nil {
		return nil, fmt.Errorf("object store: %w", err)
	}
	there, err := client.BucketExists(ctx, bucket)
	if err != nil {
		return nil, fmt.Errorf("object store: looking for the bucket: %w", err)
	}
	if !there {
		return nil, errors.New("object store: there is no such bucket")
	}
	return &Shelf{client: client, bucket: bucket, prefix: prefix, partSize: o.PartSize}, nil
}

func transportOf(o Options) (http.RoundTripper, error) {
	if o.Transport != nil {
		return o.Transport, nil
	}
	transport, err := minio.DefaultTransport(true)
	if err != nil {
		return nil, fmt.Errorf("object store: %w", err)
	}
	if o.CA != nil {
		roots := x509.NewCertPool()
		if !roots.AppendCertsFromPEM(o.CA) {
			return nil, errors.New("object store: no certificate in the authority's file")
		}
		transport.TLSClientConfig.RootCAs = roots
	}
	return transport, nil
}

func (s *Shelf) key(name string) string { return path.Join(s.prefix, name) }

// Keep puts a packet into the bucket. The store has acknowledged it, whole and with
// the MD5 of each part, before Keep returns; until then the file stays what counts.
// A packet that is there already is put again: its name is the hash of its bytes.
func (s *Shelf) Keep(ctx context.Context, file, name string) error {
	f, err := os.Open(file)
	if err != nil {
		return fmt.Errorf("object store: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("object store: %w", err)
	}
	put, err := s.client.PutObject(ctx, s.bucket, s.key(name), f, info.Size(), minio.PutObjectOptions{
		ContentType: "application/octet-stream", SendContentMd5: true, PartSize: s.partSize, NumThreads: 1,
	})
	if err != nil {
		return fmt.Errorf("object store: keeping a packet: %w", err)
	}
	if put.Size != info.Size() {
		return errors.New("object store: the store has another size than was sent")
	}
	return nil
}

// Moved is always false: a packet in the bucket is still in its file too until its
// row is written.
func (s *Shelf) Moved(context.Context, string) (bool, error) { return false, nil }

// Open returns the bytes of a packet.
func (s *Shelf) Open(ctx context.Context, name string) (io.ReadCloser, error) {
	object, err := s.client.GetObject(ctx, s.bucket, s.key(name), minio.GetObjectOptions{})
	if err == nil {
		_, err = object.Stat() // the first word with the store
	}
	if err == nil {
		return object, nil
	}
	if object != nil {
		_ = object.Close() // nothing came of it
	}
	if minio.ToErrorResponse(err).Code == "NoSuchKey" {
		return nil, fmt.Errorf("object store: %w", fs.ErrNotExist)
	}
	return nil, fmt.Errorf("object store: opening a packet: %w", err)
}

// Remove takes a packet out of the bucket.
func (s *Shelf) Remove(ctx context.Context, name string) error {
	if err := s.client.RemoveObject(ctx, s.bucket, s.key(name), minio.RemoveObjectOptions{}); err != nil {
		return fmt.Errorf("object store: removing a packet: %w", err)
	}
	return nil
}

// Each lists the old packets of a folder, and removes parts that a crash left and
// nobody will put together.
func (s *Shelf) Each(ctx context.Context, folder string, before time.Time, visit func(name string) error) error {
	ctx, cancel := context.WithCancel(ctx) // ends the listings when visit fails
	defer cancel()
	under := s.key(path.Join("blobs", folder)) + "/"
	for object := range s.client.ListObjects(ctx, s.bucket, minio.ListObjectsOptions{Prefix: under, Recursive: true}) {
		if object.Err != nil {
			return fmt.Errorf("object store: listing packets: %w", object.Err)
		}
		if !object.LastModified.Before(before) {
			continue
		}
		if err := visit(strings.TrimPrefix(strings.TrimPrefix(object.Key, s.prefix), "/")); err != nil {
			return err
		}
	}
	for part := range s.client.ListIncompleteUploads(ctx, s.bucket, under, true) {
		if part.Err != nil {
			return fmt.Errorf("object store: listing parts: %w", part.Err)
		}
		if time.Since(part.Initiated) < partAge {
			continue
		}
		if err := s.client.RemoveIncompleteUpload(ctx, s.bucket, part.Key); err != nil {
			return fmt.Errorf("object store: removing parts: %w", err)
		}
	}
	return nil
}
