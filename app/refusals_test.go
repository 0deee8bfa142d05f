package app

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"seatdeck/app/batch"
	"seatdeck/app/model"
	"seatdeck/app/sheet"
	"seatdeck/app/vault"
	"seatdeck/assets"
	"seatdeck/storage"
)

// What the app refuses is put into words as the screens do it.
func TestRefusalsAreReadInTheLanguageOfThePerson(t *testing.T) {
	of := func(_ any, err error) error { return err }
	zh, en := assets.LoadTexts(assets.Chinese), assets.LoadTexts(assets.English)
	inBubble(t, func(b *bench) {
		ctx, c, dir := context.Background(), b.console, t.TempDir()
		b.back.push("u1", b.back.says("u1", "hello"))
		theirs := b.messages("u1")[0].ID
		remark := string(make([]rune, 101))
		docs, empty := filepath.Join(dir, "docs"), filepath.Join(dir, "empty.db")
		require.NoError(t, os.Mkdir(docs, 0o700))
		require.NoError(t, os.WriteFile(empty, nil, 0o600))
		require.NoError(t, of(vault.Open(ctx, dir, func(string) string { return "secret" }, nil)))
		for name, c := range map[string]struct {
			err    error
			zh, en string
		}{
			"nothing to send":     {of(c.Outbox.Send(ctx, 1, model.Content{Kind: model.KindText, Text: " "})), "内容不正确（文字）：没有要发的内容。", "That can't be right: the text. There is nothing to say."},
			"a folder":            {of(c.Outbox.SendFile(ctx, 1, model.KindFile, docs)), "内容不正确（docs）：这不是文件，或文件是空的。", "That can't be right: docs. It is no file, or an empty one."},
			"a message of theirs": {c.Outbox.Revoke(ctx, theirs), "内容不正确：只能撤回自己发出并已送达的消息。", "That can't be right. Only a message of the seat’s own that has arrived can be taken back."},
			"one that arrived":    {c.Outbox.Resend(ctx, theirs), "内容不正确：只能处理待发、失败或可能已发的消息。", "That can't be right. Only a message that waits, failed or may have been sent can be handled."},
			"no voice":            {of(c.Inbox.Transcribe(ctx, theirs)), "内容不正确：这不是语音消息。", "That can't be right. It is no voice message."},
			"no such message":     {of(c.Inbox.Transcribe(ctx, 99)), "找不到消息 99。", "The message 99 was not found."},
			"no media":            {of(c.Transfers.SaveTo(ctx, theirs, model.MediaOriginal, filepath.Join(dir, "x"))), "找不到。这条消息里没有要取的文件。", "It was not found. The message has no such file."},
			"a group without":     {c.Groups.Rename(ctx, 1, "R:1", " "), "内容不正确（名称）：没有填写。", "That can't be right: the name. It is missing."},
			"settings of nothing": {c.Groups.CopySettings(ctx, 1, nil, nil), "内容不正确（设置）：一个也没有选。", "That can't be right: the settings. None is named."},
			"a tag without":       {c.Tags.Create(ctx, 1, "", " "), "内容不正确（名称）：没有填写。", "That can't be right: the name. It is missing."},
			"a comment without":   {c.Moments.Comment(ctx, 1, "m", "", " "), "内容不正确（文字）：没有填写。", "That can't be right: the text. It is missing."},
			"a short PIN":         {c.Logins.EnterPIN(ctx, 1, "12"), "内容不正确（验证码）：验证码是 4 到 8 位数字。", "That can't be right: the PIN. It has 4 to 8 digits."},
			"an early PIN":        {c.Logins.EnterPIN(ctx, 1, "1234"), "内容不正确（验证码）：现在不需要验证码。", "That can't be right: the PIN. None is asked for now."},
			"tags of nobody":      {of(c.Batches.Start(ctx, batch.Wish{Kind: model.DeedTag})), "内容不正确（标签）：一个也没有选。", "That can't be right: the tags. None is named."},
			"on and off":          {of(c.Batches.Start(ctx, batch.Wish{Kind: model.DeedTag, Put: []model.TagName{{Name: "VIP"}}, Take: []model.TagName{{Name: "VIP"}}})), "内容不正确（VIP）：不能同时加上又去掉。", "That can't be right: VIP. It can’t be put on and taken off at once."},
			"a long remark":       {of(c.Batches.Start(ctx, batch.Wish{Kind: model.DeedRemark, Remark: &remark})), "内容不正确（备注）：最多 100 个字。", "That can't be right: the remark. At most 100 characters."},
			"no batch":            {of(c.Batches.Undo(ctx, 9)), "找不到操作 9。", "The batch 9 was not found."},
			"a sheet of":          {of(c.Groups.Export(ctx, nil, sheet.Of[model.GroupRow]{}, "x.pdf")), "内容不正确（x.pdf）：文件名要以 .xlsx 或 .csv 结尾。", "That can't be right: x.pdf. The name must end in .xlsx or .csv."},
			"no web":              {c.Media.SaveAs(ctx, "ftp://h/x", filepath.Join(dir, "y")), "内容不正确：要是 http:// 或 https:// 开头的网址。", "That can't be right. It must be an address that begins with http:// or https://."},
			"a name twice":        {of(c.Connections.Add(ctx, NewConnection{Kind: "scripted", Name: "one", BaseURL: "http://127.0.0.1:1", Account: "a", Secret: "s3cret"})), "内容不正确（one）：已有同名的接入。", "That can't be right: one. There is a connection of this name."},
			"a backup of nothing": {storage.Restore(ctx, filepath.Join(dir, "new"), empty), "数据文件 " + empty + " 已损坏。文件是空的。", "The data file " + empty + " is damaged. The file is empty."},
			"a key that is gone":  {of(vault.Open(ctx, dir, func(string) string { return "" }, nil)), "无法用现有的钥匙解开 SEATDECK_KEY 的密钥。数据目录是用它建立的，现在没有设置。", "The secrets of SEATDECK_KEY can't be unsealed with the key at hand. The data folder was made with it, and it is not set."},
		} {
			require.Error(t, c.err, name)
			why := model.AsTrouble(c.err)
			require.Equal(t, c.zh, assets.TroubleText(zh.T, string(why.Code), why.About, why.Detail), name)
			require.Equal(t, c.en, assets.TroubleText(en.T, string(why.Code), why.About, why.Detail), name)
		}
	})
}
