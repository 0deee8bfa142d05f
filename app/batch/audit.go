package batch

import (
	"fmt"

	"seatdeck/app/model"
)

// deedNames are what the audit log calls the kinds of deed.
var deedNames = map[model.DeedKind]string{
	model.DeedTag: "tag", model.DeedRemark: "remark", model.DeedCheckFriend: "check", model.DeedDeleteContact: "delete contact",
	model.DeedRenameGroup: "rename group", model.DeedAnnounce: "announce", model.DeedRemoveMembers: "remove members",
	model.DeedInvite: "invite", model.DeedQuitGroup: "quit group", model.DeedCreateTag: "make tag",
	model.DeedRenameTag: "rename tag", model.DeedDeleteTag: "delete tag",
}

// batchLine is the line of the audit log for a batch: one for all its deeds.
func batchLine(id model.BatchID, batch model.Batch, deeds []model.Deed) model.AuditEntry {
	line := model.AuditEntry{
		What: model.AuditBatch, About: fmt.Sprintf("batch %d", id), Detail: fmt.Sprintf("%s: %d", deedNames[batch.Kind], len(deeds)),
	}
	if batch.Undoes != 0 {
		line.What, line.About = model.AuditBatchUndo, fmt.Sprintf("batch %d", batch.Undoes)
	}
	seats := map[model.SeatID]bool{}
	for _, d := range deeds {
		seats[d.Seat] = true
	}
	if len(seats) == 1 {
		line.Seat = deeds[0].Seat
	}
	return line
}

// undoLine is the line for an undo that needs no batch of its own.
func undoLine(id model.BatchID, how string, n int) model.AuditEntry {
	return model.AuditEntry{What: model.AuditBatchUndo, About: fmt.Sprintf("batch %d", id), Detail: fmt.Sprintf("%s: %d", how, n)}
}
