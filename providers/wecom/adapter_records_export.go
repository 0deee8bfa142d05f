package wecom

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"seatdeck/app/model"
	"seatdeck/providers/internal/wire"
)

// The limits of exports.
const (
	minExportRows = 10_000
	maxExportRows = 1_000_000
	maxExportFile = 128 << 20 // bytes
)

var (
	exportStates = words{{"waiting", 0}, {"working", 1}, {"done", 2}, {"failed", 3}}
	errSealed    = errors.New("it is not sealed with our key")
)

// exports are jobs that write the address book into files; kept here, as no call
// lists them.
func (r *records) exports() recordKind {
	return recordKind{
		schema: model.RecordSchema{
			Kind: model.RecordExport, Keep: true, List: true, Create: true, Single: true,
			Fields: []model.RecordField{
				{Key: "of", Type: model.FieldChoice, Options: []string{"simple_user", "user", "department", "tag_user"}, Default: "simple_user", Required: true, Fixed: true, InList: true},
				{Key: "tag", Type: model.FieldNumber, Required: true, Fixed: true, When: "of=tag_user"},
				{Key: "rows", Type: model.FieldNumber, Max: maxExportRows, Default: "1000000", Fixed: true},
				{Key: "created", Type: model.FieldTime, Told: true, InList: true},
				{Key: "status", Type: model.FieldChoice, Options: exportStates.told(), Told: true, InList: true},
				{Key: "files", Type: model.FieldNumber, Told: true, InList: true},
			},
			Actions: []model.RecordAction{
				{Key: "refresh"},
				{Key: "fetch", File: true, Fields: []model.RecordField{{Key: "file", Type: model.FieldNumber, Required: true, Default: "1"}}},
			},
		},
		get: r.getExport, put: r.putExport,
		act: map[string]recordDeed{
			"refresh": func(ctx context.Context, rec, _ model.Record) (model.Record, *model.RecordFile, error) {
				rec, err := r.getExport(ctx, rec)
				return rec, nil, err
			},
			"fetch": r.fetchExport,
		},
	}
}

func (r *records) putExport(ctx context.Context, rec, _ model.Record) (model.Record, error) {
	rows := rec.Number("rows")
	if rows != 0 && rows < minExportRows {
		return rec, invalid("rows", fmt.Sprintf("refusal.at_least: %d", minExportRows))
	}
	call := ExportSimpleUsers
	switch rec.Get("of") {
	case "user":
		call = ExportUsers
	case "department":
		call = ExportDepartments
	case "tag_user":
		call = ExportTagUsers
	}
	now := r.clock.Now()
	rec = rec.With("created", fmt.Sprint(now.UnixMilli())).With("status", "waiting").With("files", "0")
	answer, err := call.Do(ctx, r.client, ExportRequest{EncodingAESKey: r.exportKey(rec), BlockSize: rows, TagID: rec.Number("tag")})
	if err != nil {
		return rec, err
	}
	rec.ID = answer.JobID.String()
	return rec, nil
}

// exportKey is what the files of an export are sealed with: an encoding_aeskey. It
// follows from the secret of the connection, so that nothing here keeps it.
func (r *records) exportKey(rec model.Record) string {
	mac := hmac.New(sha256.New, []byte(r.client.config.Secret))
	_, _ = fmt.Fprintf(mac, "seatdeck export %s %s", rec.Get("of"), rec.Get("created"))
	// WeCom takes 43 letters and digits, and none of the other characters of base64.
	return strings.NewReplacer("+", "p", "/", "s", "=", "").Replace(base64.StdEncoding.EncodeToString(mac.Sum(nil)))
}

func (r *records) getExport(ctx context.Context, from model.Record) (model.Record, error) {
	answer, err := GetExport.Do(ctx, r.client, JobRequest{JobID: from.ID})
	if err != nil {
		return from, err
	}
	return from.With("status", exportStates.of(answer.Status)).With("files", count(len(answer.DataList))), nil
}

// fetchExport gives one of the files, opened.
func (r *records) fetchExport(ctx context.Context, rec, with model.Record) (model.Record, *model.RecordFile, error) {
	answer, err := GetExport.Do(ctx, r.client, JobRequest{JobID: rec.ID})
	if err != nil {
		return rec, nil, err
	}
	rec = rec.With("status", exportStates.of(answer.Status)).With("files", count(len(answer.DataList)))
	n := with.Number("file")
	if n < 1 || n > int64(len(answer.DataList)) {
		return rec, nil, &model.Trouble{Code: model.TroubleNotFound, About: "file", Detail: fmt.Sprintf("refusal.files: %d", len(answer.DataList))}
	}
	data, err := r.download(ctx, answer.DataList[n-1])
	if err != nil {
		return rec, nil, err
	}
	plain, err := openExport(r.exportKey(rec), data)
	if err != nil {
		return rec, nil, &model.Trouble{Code: model.TroubleBadAnswer, About: "file", Detail: "refusal.sealed_file: " + err.Error()}
	}
	name := fmt.Sprintf("%s-%s-%d.json", rec.Get("of"), rec.Time("created").In(wire.Shanghai()).Format("20060102-150405"), n)
	return rec, &model.RecordFile{Name: name, Data: plain}, nil
}

// download reads a sealed file. Where it lies is for the back end to say, but no
// plain HTTP goes to another host than its own.
func (r *records) download(ctx context.Context, item ExportItem) ([]byte, error) {
	address, err := url.Parse(item.URL.String())
	if err != nil || address.Host == "" || address.Scheme != "https" && (address.Scheme != "http" || address.Host != wire.Host(r.client.base)) {
		return nil, &model.Trouble{Code: model.TroubleBadAnswer, About: "file", Detail: "refusal.file_address: its address is none"}
	}
	caller := r.client.caller
	caller.Timeout, caller.MaxBody = slowTimeout, maxExportFile
	answer, err := caller.Do(ctx, wire.Request{Method: http.MethodGet, URL: address.String()})
	switch {
	case err != nil:
		return nil, err
	case !answer.OK():
		return nil, &wire.StatusError{Host: answer.Host, Status: answer.Status}
	}
	sum := md5.Sum(answer.Body)
	if told := item.MD5.String(); told != "" && !strings.EqualFold(told, hex.EncodeToString(sum[:])) {
		return nil, &model.Trouble{Code: model.TroubleBadAnswer, About: "file", Detail: "refusal.file_changed: it is not what the back end says"}
	}
	return answer.Body, nil
}

// openExport undoes AES-256-CBC with PKCS#7 padding to 32, the IV being the key's
// first 16 bytes.
func openExport(encodingKey string, data []byte) ([]byte, error) {
	key, err := base64.StdEncoding.DecodeString(encodingKey + "=")
	if err != nil || len(data) == 0 || len(data)%aes.BlockSize != 0 {
		return nil, errSealed
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, errSealed
	}
	plain := make([]byte, len(data))
	cipher.NewCBCDecrypter(block, key[:aes.BlockSize]).CryptBlocks(plain, data)
	plain, ok := unpadded(plain)
	if !ok || !json.Valid(plain) {
		return nil, errSealed
	}
	return plain, nil
}
