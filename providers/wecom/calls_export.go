package wecom

import "seatdeck/providers/internal/wire"

// The calls for jobs that export (异步导出) and import (异步批量) the address book.
var (
	// ExportSimpleUsers is 导出成员.
	ExportSimpleUsers = Call[ExportRequest, JobAnswer]{endpoint{path: "export/simple_user", title: "导出成员"}}
	// ExportUsers is 导出成员详情.
	ExportUsers = Call[ExportRequest, JobAnswer]{endpoint{path: "export/user", title: "导出成员详情"}}
	// ExportDepartments is 导出部门.
	ExportDepartments = Call[ExportRequest, JobAnswer]{endpoint{path: "export/department", title: "导出部门"}}
	// ExportTagUsers is 导出标签成员.
	ExportTagUsers = Call[ExportRequest, JobAnswer]{endpoint{path: "export/taguser", title: "导出标签成员"}}
	// GetExport is 获取导出结果.
	GetExport = Call[JobRequest, ExportResult]{endpoint{path: "export/get_result", title: "获取导出结果", get: true, read: true}}
	// SyncUsers is 增量更新成员.
	SyncUsers = Call[ImportRequest, JobAnswer]{endpoint{path: "batch/syncuser", title: "增量更新成员"}}
	// ReplaceUsers is 全量覆盖成员.
	ReplaceUsers = Call[ImportRequest, JobAnswer]{endpoint{path: "batch/replaceuser", title: "全量覆盖成员"}}
	// ReplaceDepartments is 全量覆盖部门.
	ReplaceDepartments = Call[ImportRequest, JobAnswer]{endpoint{path: "batch/replaceparty", title: "全量覆盖部门"}}
	// GetImport is 获取异步任务结果.
	GetImport = Call[JobRequest, ImportResult]{endpoint{path: "batch/getresult", title: "获取异步任务结果", get: true, read: true}}
)

// ExportRequest is the document's Export.
type ExportRequest struct {
	EncodingAESKey string `json:"encoding_aeskey"`      // 43 characters; the files are sealed with it
	BlockSize      int64  `json:"block_size,omitempty"` // rows of a file: 10^4 to 10^6; 0: 10^6
	TagID          int64  `json:"tagid,omitempty"`      // only for ExportTagUsers
}

// ExportResult is how far an export is, and its files.
type ExportResult struct {
	Status   wire.Int     `json:"status"` // 0 waiting, 1 working, 2 done, 3 failed
	DataList []ExportItem `json:"data_list"`
}

// ExportItem is one file.
type ExportItem struct {
	URL  wire.Text `json:"url"` // good for 2 h
	Size wire.Int  `json:"size"`
	MD5  wire.Text `json:"md5"`
}

// ImportRequest is the document's ImportReq. Assumed: the document prints no
// fields, nor which endpoints it means; its batch_job_result event belongs to
// these.
type ImportRequest struct {
	MediaID  string          `json:"media_id"` // an uploaded csv
	ToInvite *bool           `json:"to_invite,omitempty"`
	Callback *ImportCallback `json:"callback,omitempty"`
}

// ImportCallback is where the end of a job is told.
type ImportCallback struct {
	URL            string `json:"url"`
	Token          string `json:"token"`
	EncodingAESKey string `json:"encodingaeskey"`
}

// ImportResult is how far an import is.
type ImportResult struct {
	Status     wire.Int    `json:"status"`
	Type       wire.Text   `json:"type"`
	Total      wire.Int    `json:"total"`
	Percentage wire.Int    `json:"percentage"`
	Result     []ImportRow `json:"result"`
}

// ImportRow is what came of one row, of a member or of a department.
type ImportRow struct {
	ErrCode wire.Int  `json:"errcode"`
	ErrMsg  wire.Text `json:"errmsg"`
	UserID  wire.Text `json:"userid,omitempty"`
	Action  wire.Int  `json:"action,omitempty"`
	PartyID wire.Int  `json:"partyid,omitempty"`
}
