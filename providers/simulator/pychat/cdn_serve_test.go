package pychat

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// publish puts a file where a back end may fetch it, and gives its URL.
func (b *bench) publish(name string, data []byte) string {
	b.t.Helper()
	link := b.http.URL + "/publish/" + name
	request, err := http.NewRequest(http.MethodPut, link, strings.NewReader(string(data)))
	require.NoError(b.t, err)
	answer, err := http.DefaultClient.Do(request)
	require.NoError(b.t, err)
	answer.Body.Close()
	require.Equal(b.t, http.StatusCreated, answer.StatusCode)
	return link
}

// fetch gets a URL, or a part of it; err is that of a body which broke off.
func (b *bench) fetch(link, part string) (answer *http.Response, data []byte, err error) {
	b.t.Helper()
	request, err := http.NewRequest(http.MethodGet, link, nil)
	require.NoError(b.t, err)
	if part != "" {
		request.Header.Set("Range", part)
	}
	answer, err = http.DefaultClient.Do(request)
	require.NoError(b.t, err)
	defer answer.Body.Close()
	data, err = io.ReadAll(answer.Body)
	return answer, data, err
}

// offered has somebody send a file; the message has it.
func (b *bench) offered(in *instance, kind string) *message {
	b.t.Helper()
	id, err := b.server.Say(in.guid, b.person(in).username, kind, "")
	require.NoError(b.t, err)
	return in.message(id)
}

// granted asks for a file by /cloud/cdn_download and gives its URL.
func (b *bench) granted(f *file, fileType int) string {
	b.t.Helper()
	return b.call(b.in, "/cloud/cdn_download", object{"file_type": fileType, "file_id": f.id, "aes_key": f.aesKey})["url"].(string)
}

func TestADownloadGoesOnAfterABreak(t *testing.T) {
	b := newBench(t, Options{})
	f := b.offered(b.in, "bigfile").file
	require.EqualValues(t, 50<<20, f.size())
	link := b.granted(f, downloadFile)
	answer, _, err := b.fetch(link, "bytes=0-0")
	require.NoError(t, err)
	require.Equal(t, http.StatusPartialContent, answer.StatusCode)
	require.Equal(t, `"`+bigMD5+`"`, answer.Header.Get("ETag"))

	b.server.Faults().Set(FaultPlan{CutDownloads: 1})
	answer, first, err := b.fetch(link, "")
	require.Equal(t, http.StatusOK, answer.StatusCode)
	require.EqualValues(t, 50<<20, answer.ContentLength)
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	require.Len(t, first, 25<<20)
	answer, rest, err := b.fetch(link, "bytes=26214400-")
	require.NoError(t, err)
	require.Equal(t, "bytes 26214400-52428799/52428800", answer.Header.Get("Content-Range"))

	whole := &file{}
	whole.fill(func() []byte { return append(first, rest...) })
	require.Equal(t, bigMD5, whole.md5())
	require.Equal(t, f, b.offered(b.in, "bigfile").file, "there is one")
}

func TestTheBigFileReadsTheSameFromAnywhere(t *testing.T) {
	whole, err := io.ReadAll(io.LimitReader(&bigReader{}, 100))
	require.NoError(t, err)
	for at := range int64(90) {
		r := &bigReader{}
		_, err := r.Seek(at, io.SeekStart)
		require.NoError(t, err)
		part := make([]byte, 10)
		_, err = io.ReadFull(r, part)
		require.NoError(t, err)
		require.Equal(t, whole[at:at+10], part)
	}
	r := &bigReader{}
	end, err := r.Seek(-3, io.SeekEnd)
	require.NoError(t, err)
	require.EqualValues(t, bigSize-3, end)
	tail, err := io.ReadAll(r)
	require.NoError(t, err)
	require.Len(t, tail, 3)
	_, err = r.Seek(-1, io.SeekStart)
	require.Error(t, err)
}

func TestADownloadsURLRunsOut(t *testing.T) {
	b := newBench(t, Options{})
	f := b.offered(b.in, "picture").file
	link := b.granted(f, downloadWhole)
	_, data, err := b.fetch(link, "")
	require.NoError(t, err)
	require.EqualValues(t, f.size(), len(data))
	b.clock.Advance(grantLasts)
	answer, _, err := b.fetch(link, "")
	require.NoError(t, err)
	require.Equal(t, http.StatusForbidden, answer.StatusCode)
	again, _, err := b.fetch(b.granted(f, downloadWhole), "")
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, again.StatusCode)
	b.clock.Advance(time.Hour)
	b.granted(f, downloadWhole)
	require.Len(t, b.server.grants, 1, "what ran out long ago is forgotten")
	answer, _, err = b.fetch(link, "")
	require.NoError(t, err)
	require.Equal(t, http.StatusNotFound, answer.StatusCode)
}

func TestASlowDownload(t *testing.T) {
	b := newBench(t, Options{})
	link := b.granted(b.offered(b.in, "file").file, downloadFile)
	_, whole, err := b.fetch(link, "")
	require.NoError(t, err)
	b.server.Faults().Set(FaultPlan{SlowDownloads: len(whole) / 2})
	done := make(chan []byte)
	go func() {
		_, data, _ := b.fetch(link, "")
		done <- data
	}()
	for steps := 1; ; steps++ {
		if b.clock.BlockUntilContext(t.Context(), 1) != nil {
			return
		}
		if steps < 20 {
			b.clock.Advance(time.Second / 10)
			continue
		}
		select {
		case <-done:
			require.Fail(t, "all of it in less than two seconds")
		default:
		}
		break
	}
	b.server.Faults().Set(FaultPlan{})
	b.clock.Advance(time.Second)
	require.NoError(t, b.clock.BlockUntilContext(t.Context(), 1))
	b.clock.Advance(time.Second)
	require.Equal(t, whole, <-done)
}
