package seat

import (
	"seatdeck/app"
	"seatdeck/ui/composer"
	"seatdeck/ui/login"
	"seatdeck/ui/messageview"
)

func (s *Screen) viewOptions() messageview.Options {
	return messageview.Options{
		Dispatch: s.env.Dispatch, T: s.env.T, Pictures: s.env.Pictures, Clock: s.env.Clock, Zone: s.env.Zone,
		OnResend: s.resend, OnDiscard: s.discard, OnForward: s.forward,
		OnOpenLink: s.openLink, ConfirmLink: s.confirmLink,
		OnOpenPicture: s.openPicture, OnSaveFile: s.saveFile, OnSaveMP3: s.saveMP3, OnSeenBottom: s.seen,
		OnReply: s.quote, OnFindMessage: s.find, OnRevoke: s.revoke, OnReedit: s.reedit, OnPat: s.pat, OnPin: s.pin,
		OnTranscribe: s.transcribe, OnCopy: s.copied, OnRetryLoad: s.retryLoad,
		Address: s.env.Console.Media.Address, Transfers: s.env.Console.Transfers.Of,
		OnCancelTransfer: s.cancelTransfer, OnRetryTransfer: s.retryTransfer, OnShowFolder: s.showFolder,
	}
}

func (s *Screen) writerOptions(p app.Preferences) composer.Options {
	return composer.Options{
		Ctx: s.env.Group.Context(), Dispatch: s.env.Dispatch, Clock: s.env.Clock, Texts: s.env.Texts, SendKey: sendKey(p),
		OnSend: s.send, OnDraft: s.saveDraft, OnPick: s.pick, OnEscape: func() { s.env.Sheets.CloseTop() },
		Members: s.members,
	}
}

func sendKey(p app.Preferences) composer.SendKey {
	if p.EnterSends {
		return composer.SendOnEnter
	}
	return composer.SendOnCtrlEnter
}

func (s *Screen) nothingOpen() messageview.EmptyState {
	seat := s.seat(s.tab)
	if s.tab != 0 && login.Wanted(seat) {
		return messageview.EmptyState{
			Title: s.env.T("seat.none.offline.title"), Hint: s.env.T("seat.none.offline"),
			Action: s.env.T("login.begin"), OnAction: func() { login.Open(s.env, seat) },
		}
	}
	return messageview.EmptyState{Title: s.env.T("seat.none"), Hint: s.env.T("seat.none.hint")}
}
