package pychat

import (
	"cmp"
	"context"
	"errors"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/providers/internal/wire"
)

var (
	_ providers.MediaResolver = (*link)(nil)
	_ providers.Transcriber   = (*link)(nil)
)

// HasMedia tells whether the message says how that part is asked for.
func (l *link) HasMedia(m model.Message, part model.MediaPart) bool { return fetchOf(m, part) != nil }

// ResolveMedia has the back end offer a part of a message's media at a URL.
func (l *link) ResolveMedia(ctx context.Context, seat model.Seat, m model.Message, part model.MediaPart) (model.MediaSource, error) {
	fetch := fetchOf(m, part)
	if fetch == nil {
		return model.MediaSource{}, &model.Trouble{Code: model.TroubleNotFound, About: seat.DisplayName(), Detail: "refusal.no_media: the message has no such media"}
	}
	answer, err := fetch(ctx, l, seat.RemoteID)
	if err != nil {
		return model.MediaSource{}, l.trouble(err, seat.DisplayName())
	}
	return l.sourceOf(answer, seat)
}

func (l *link) sourceOf(a DownloadAnswer, seat model.Seat) (model.MediaSource, error) {
	source := model.MediaSource{URL: cmp.Or(a.URL, a.URL2).String(), Size: max(0, int64(a.Size))}
	if err := wire.CheckURL(source.URL); err != nil {
		return model.MediaSource{}, &model.Trouble{Code: model.TroubleBadAnswer, About: seat.DisplayName(), Detail: "refusal.file_address: " + err.Error(), Cause: err}
	}
	return source, nil
}

// fetch asks where a part of a message's media can be got.
type fetch func(ctx context.Context, l *link, guid string) (DownloadAnswer, error)

// fetchOf finds how a part is asked for; nil if the message has no such part.
func fetchOf(m model.Message, part model.MediaPart) fetch {
	c, r := m.Content, ref(m.Content.Ref)
	switch c.Kind {
	case model.KindVoice:
		return voiceFetch(m, part)
	case model.KindImage, model.KindVideo, model.KindFile:
		if part == model.MediaOriginal && r[refAuthKey] != "" && cmp.Or(r[refURL], c.URL) != "" {
			return func(ctx context.Context, l *link, guid string) (DownloadAnswer, error) {
				return l.wwDownload(ctx, guid, c)
			}
		}
	case model.KindSticker:
		return stickerFetch(r, part)
	}
	switch {
	case part == model.MediaPreview:
		return previewFetch(c.Kind, r)
	case part != model.MediaOriginal || r[refFileID] == "":
		return nil
	case c.Kind == model.KindImage:
		return pictureFetch(r)
	case c.Kind == model.KindVideo:
		return downloads(file{fileType: DownloadVideo, id: r[refFileID], aesKey: r[refAESKey], size: r.number(refFileSize)})
	case c.Kind == model.KindFile:
		return downloads(file{fileType: DownloadFile, id: r[refFileID], aesKey: r[refAESKey], size: cmp.Or(r.number(refFileSize), c.Size), name: c.FileName})
	}
	return nil
}

func downloads(f file) fetch {
	return func(ctx context.Context, l *link, guid string) (DownloadAnswer, error) {
		return l.cdnDownload(ctx, guid, f)
	}
}

// previewFetch is the middle size of a picture; of anything else its thumb.
func previewFetch(kind model.Kind, r ref) fetch {
	if kind == model.KindImage && r[refFileID] != "" {
		return downloads(middleOf(r))
	}
	thumb := r[refThumbFileID]
	if thumb == "" && kind == model.KindVideo && r[refThumbFileSize] != "" {
		thumb = r[refFileID] // a film and its first picture have one name
	}
	if thumb == "" {
		return nil
	}
	return downloads(file{fileType: DownloadThumb, id: thumb, aesKey: cmp.Or(r[refThumbAESKey], r[refAESKey]), size: r.number(refThumbFileSize)})
}

func middleOf(r ref) file {
	return file{fileType: DownloadMiddle, id: r[refFileID], aesKey: r[refAESKey], size: r.number(refFileSize)}
}

// pictureFetch asks for the original, and for the middle size where it was never
// sent: no message says for certain.
func pictureFetch(r ref) fetch {
	original := middleOf(r)
	original.fileType, original.size = DownloadOriginal, cmp.Or(r.number(refBigFileSize), original.size)
	return func(ctx context.Context, l *link, guid string) (DownloadAnswer, error) {
		answer, err := l.cdnDownload(ctx, guid, original)
		var api *APIError
		if !errors.As(err, &api) || codeOf(api) != model.TroubleRejected {
			return answer, err
		}
		if smaller, err := l.cdnDownload(ctx, guid, middleOf(r)); err == nil {
			return smaller, nil
		}
		return answer, err
	}
}

// stickerFetch costs a call only where the sticker is encrypted, or a file of ours.
func stickerFetch(r ref, part model.MediaPart) fetch {
	switch {
	case part != model.MediaOriginal && part != model.MediaPreview:
		return nil
	case r[refFileID] != "":
		return downloads(file{fileType: DownloadFile, id: r[refFileID], aesKey: r[refAESKey], size: r.number(refFileSize)})
	case r[refEmojiURL] == "":
		return nil
	case r[refAESKey] != "" || r[refEmojiToken] != "":
		return func(ctx context.Context, l *link, guid string) (DownloadAnswer, error) {
			return l.emojiDownload(ctx, guid, r)
		}
	}
	return func(context.Context, *link, string) (DownloadAnswer, error) {
		return DownloadAnswer{URL: wire.Text(r[refEmojiURL])}, nil
	}
}

// voiceFetch names a voice message by its id, not by a file.
func voiceFetch(m model.Message, part model.MediaPart) fetch {
	if m.RemoteID == "" || part != model.MediaOriginal && part != model.MediaMP3 {
		return nil
	}
	r := ref(m.Content.Ref)
	ask := DownloadVoiceRequest{
		MsgID: m.RemoteID, Length: r.number(refVoiceLength), RoomUsername: r[refRoom], ToMp3: part == model.MediaMP3,
	}
	return func(ctx context.Context, l *link, guid string) (DownloadAnswer, error) {
		ask.GUID = guid
		return DownloadVoice.Do(ctx, l.client, ask)
	}
}
