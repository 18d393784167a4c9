package osia

import (
	"context"
	"net/http"
	"net/url"
	"time"
)

// Types of a credential request.
const (
	FirstIssuance = "FIRST_ISSUANCE"
	Renewal       = "RENEWAL"
	Replacement   = "REPLACEMENT"
	OtherRequest  = "OTHER"
)

// States of a credential request that nothing follows.
const (
	RequestIssued    = "ISSUED"
	RequestCancelled = "CANCELLED"
	RequestFailed    = "FAILED"
)

// StatusActive is the status of a credential that its holder has.
const StatusActive = "ACTIVE"

// RequestData says what is ordered.
type RequestData struct {
	Priority         int            `json:"priority"` // 0 lowest, 9 highest
	ProfileID        string         `json:"credentialProfileId"`
	RequestType      string         `json:"requestType"`
	RequestTypeOther string         `json:"requestTypeOther,omitempty"`
	ValidTo          *time.Time     `json:"validToDate,omitempty"`
	CredentialNumber string         `json:"credentialNumber,omitempty"`
	DeliveryOffice   string         `json:"deliveryOffice,omitempty"`
	ParentCredential string         `json:"parentCredentialId,omitempty"`
	Others           map[string]any `json:"others,omitempty"`
}

// CredentialRequest orders one credential for one person.
type CredentialRequest struct {
	Status        string         `json:"status,omitempty"`
	Data          RequestData    `json:"requestData"`
	PersonID      string         `json:"personId"`
	Biographic    map[string]any `json:"biographicData"`
	Biometrics    []Biometric    `json:"biometricData,omitempty"`
	CredentialIDs []string       `json:"credentialIds,omitempty"`
}

// Credential is a card as the back end has it.
type Credential struct {
	ID      string     `json:"credentialId"`
	Number  string     `json:"credentialNumber"`
	Expires *time.Time `json:"expiryDate"`
}

// CreateCredentialRequest orders a credential. When a request with this id is
// there, [Exists] holds for the error.
func (c *Client) CreateCredentialRequest(ctx context.Context, id, transaction string, request CredentialRequest) error {
	return c.do(ctx, call{
		operation: "createCredentialRequest", method: http.MethodPost, path: []string{"credentialRequests", id},
		query: inTransaction(transaction), body: value(request), want: http.StatusCreated,
	})
}

// ReadCredentialRequest returns how a request stands.
func (c *Client) ReadCredentialRequest(ctx context.Context, id, transaction string) (CredentialRequest, error) {
	var request CredentialRequest
	err := c.do(ctx, call{
		operation: "readCredentialRequest", method: http.MethodGet, path: []string{"credentialRequests", id},
		query: inTransaction(transaction), want: http.StatusOK, into: &request,
	})
	return request, err
}

// CancelCredentialRequest takes an order back.
func (c *Client) CancelCredentialRequest(ctx context.Context, id, transaction string) error {
	return c.do(ctx, call{
		operation: "cancelCredentialRequest", method: http.MethodPost, path: []string{"credentialRequests", id, "cancel"},
		query: inTransaction(transaction), want: http.StatusNoContent,
	})
}

// ReadCredential returns a credential.
func (c *Client) ReadCredential(ctx context.Context, id, transaction string) (Credential, error) {
	var credential Credential
	err := c.do(ctx, call{
		operation: "readCredential", method: http.MethodGet, path: []string{"credentials", id},
		query: inTransaction(transaction), want: http.StatusOK, into: &credential,
	})
	return credential, err
}

// SetStatus changes the status of a credential.
func (c *Client) SetStatus(ctx context.Context, id, transaction, status, reason string) error {
	return c.do(ctx, call{
		operation: "setCredentialStatus", method: http.MethodPost, path: []string{"credentials", id, "status"}, query: inTransaction(transaction),
		body: value(map[string]string{"status": status, "reason": reason}), want: http.StatusNoContent,
	})
}

// Suspend makes a credential invalid for a while.
func (c *Client) Suspend(ctx context.Context, id, transaction, reason string) error {
	return c.change(ctx, "suspend", id, transaction, reason)
}

// Unsuspend makes a suspended credential valid again.
func (c *Client) Unsuspend(ctx context.Context, id, transaction, reason string) error {
	return c.change(ctx, "unsuspend", id, transaction, reason)
}

// Revoke makes a credential invalid for good.
func (c *Client) Revoke(ctx context.Context, id, transaction, reason string) error {
	return c.change(ctx, "revoke", id, transaction, reason)
}

func (c *Client) change(ctx context.Context, what, id, transaction, reason string) error {
	return c.do(ctx, call{
		operation: what + "Credential", method: http.MethodPost, path: []string{"credentials", id, what}, query: inTransaction(transaction),
		body: value(map[string]string{"reason": reason}), want: http.StatusNoContent,
	})
}

func inTransaction(id string) url.Values { return url.Values{"transactionId": {id}} }
