package pychat

import (
	"cmp"
	"context"
	"errors"
	"time"

	"seatdeck/app/model"
	"seatdeck/providers/internal/wire"
)

// How long and how often it is asked whether speech was written down. The
// document names no times.
const (
	transLasts   = time.Minute
	transEvery   = time.Second // unless the back end says when
	transSlowest = 5 * time.Second
	transBlock   = 4096 // block_size of /other/voice_trans, the document's
)

// Transcribe has the back end write down what a voice message says. An instance
// that can't do it for its own messages may do it for a file.
func (l *link) Transcribe(ctx context.Context, seat model.Seat, m model.Message) (string, error) {
	if m.Content.Kind != model.KindVoice || m.RemoteID == "" {
		return "", invalid("message", "refusal.no_voice: it is no voice message")
	}
	text, err := l.transcribeMessage(ctx, seat.RemoteID, m)
	var api *APIError
	if errors.As(err, &api) && codeOf(api) == model.TroubleRejected {
		if other, otherErr := l.transcribeFile(ctx, seat, m); otherErr == nil {
			return other, nil
		}
	}
	return text, l.trouble(err, seat.DisplayName())
}

func (l *link) transcribeMessage(ctx context.Context, guid string, m model.Message) (string, error) {
	id, err := NewTransVoiceId.Do(ctx, l.client, NewTransVoiceIdRequest{GUID: guid})
	if err != nil {
		return "", err
	}
	length := ref(m.Content.Ref).number(refVoiceLength)
	check := CheckVoiceTransRequest{GUID: guid, VoiceID: id.VoiceID.String(), MsgID: m.RemoteID, Length: length}
	answer, err := CheckVoiceTrans.Do(ctx, l.client, check)
	if err == nil && written(answer) {
		return textOf(answer), nil // by somebody's phone, earlier
	}
	answer, err = UploadVoiceTrans.Do(ctx, l.client, UploadVoiceTransRequest(check))
	if err != nil {
		return "", err
	}
	return l.awaitTrans(ctx, guid, id.VoiceID, answer)
}

func (l *link) transcribeFile(ctx context.Context, seat model.Seat, m model.Message) (string, error) {
	source, err := l.ResolveMedia(ctx, seat, m, model.MediaMP3)
	if err != nil {
		return "", err
	}
	answer, err := VoiceTrans.Do(ctx, l.client, VoiceTransRequest{GUID: seat.RemoteID, URL: source.URL, Format: VoiceMP3, BlockSize: transBlock})
	if err != nil {
		return "", err
	}
	if answer.VoiceID == "" {
		return textOf(answer), nil // all there will be
	}
	return l.awaitTrans(ctx, seat.RemoteID, answer.VoiceID, answer)
}

// awaitTrans asks again and again until the text is whole.
func (l *link) awaitTrans(ctx context.Context, guid string, id Str, answer TransAnswer) (string, error) {
	until := l.clock.Now().Add(transLasts)
	for !written(answer) {
		wait := transEvery
		if answer.Again > 0 {
			wait = min(max(time.Duration(answer.Again)*time.Millisecond, transEvery/4), transSlowest)
		}
		if l.clock.Now().Add(wait).After(until) {
			return "", &model.Trouble{Code: model.TroubleTimeout, Detail: "refusal.words_late: what was said was not written down in time"}
		}
		if err := wire.Sleep(ctx, l.clock, wait); err != nil {
			return "", err
		}
		var err error
		if answer, err = GetVoiceTrans.Do(ctx, l.client, GetVoiceTransRequest{GUID: guid, VoiceID: id.String()}); err != nil {
			return "", err
		}
	}
	return textOf(answer), nil
}

// written tells whether the text is whole; what is not may still change.
func written(a TransAnswer) bool { return bool(a.Done) }

func textOf(a TransAnswer) string { return cmp.Or(a.Text, a.Text2).String() }
