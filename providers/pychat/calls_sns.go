package pychat

import "seatdeck/providers/internal/wire"

// The calls of the section Sns.
var (
	// SnsTimeline is 获取朋友圈动态.
	SnsTimeline = Call[SnsTimelineRequest, MomentsAnswer]{endpoint{section: "Sns", title: "获取朋友圈动态", path: "/sns/sns_timeline", read: true}}
	// SnsUserpage is 获取好友朋友圈动态.
	SnsUserpage = Call[SnsUserpageRequest, MomentsAnswer]{endpoint{section: "Sns", title: "获取好友朋友圈动态", path: "/sns/sns_userpage", read: true}}
	// SnsPost is 发布朋友圈. object_desc is a TimelineObject as XML, in base64; its
	// username is our own wxid.
	SnsPost = Call[SnsPostRequest, MomentAnswer]{endpoint{section: "Sns", title: "发布朋友圈", path: "/sns/sns_post"}}
	// SnsObjectDetail is 获取朋友圈动态详细信息.
	SnsObjectDetail = Call[SnsObjectDetailRequest, MomentAnswer]{endpoint{section: "Sns", title: "获取朋友圈动态详细信息", path: "/sns/sns_object_detail", read: true}}
	// SnsComment is 评论.
	SnsComment = Call[SnsCommentRequest, MomentAnswer]{endpoint{section: "Sns", title: "评论", path: "/sns/sns_comment"}}
	// SnsDeleteComment is 删除评论.
	SnsDeleteComment = Call[SnsDeleteCommentRequest, Done]{endpoint{section: "Sns", title: "删除评论", path: "/sns/sns_delete_comment"}}
	// SnsLike is 点赞/取消点赞.
	SnsLike = Call[SnsLikeRequest, MomentAnswer]{endpoint{section: "Sns", title: "点赞/取消点赞", path: "/sns/sns_like"}}
	// SnsDelete is 删除朋友圈.
	SnsDelete = Call[SnsDeleteRequest, Done]{endpoint{section: "Sns", title: "删除朋友圈", path: "/sns/sns_delete"}}
)

// SnsTimelineRequest is the body of /sns/sns_timeline.
type SnsTimelineRequest struct {
	GUID         string `json:"guid"`
	MaxID        string `json:"max_id"`
	FirstPageMD5 string `json:"first_page_md5"`
	SourceType   int64  `json:"source_type"`
}

// SnsUserpageRequest is the body of /sns/sns_userpage.
type SnsUserpageRequest struct {
	GUID         string `json:"guid"`
	Username     string `json:"username"`
	MaxID        string `json:"max_id"`
	FirstPageMD5 string `json:"first_page_md5"`
	SourceType   int64  `json:"source_type"`
}

// SnsPostRequest is the body of /sns/sns_post.
type SnsPostRequest struct {
	GUID                  string        `json:"guid"`
	ObjectDesc            string        `json:"object_desc"`
	WithUserList          List[string]  `json:"with_user_list"`
	BlockUserList         List[string]  `json:"block_user_list"`
	GroupUserList         List[string]  `json:"group_user_list"`
	GroupContactTagIDList List[wire.ID] `json:"group_contact_tag_id_list"`
	BlackContactTagIDList List[wire.ID] `json:"black_contact_tag_id_list"`
}

// SnsObjectDetailRequest is the body of /sns/sns_object_detail.
type SnsObjectDetailRequest struct {
	GUID       string `json:"guid"`
	ObjectID   string `json:"object_id"`
	SourceType int64  `json:"source_type"`
}

// SnsCommentRequest is the body of /sns/sns_comment.
type SnsCommentRequest struct {
	GUID           string `json:"guid"`
	ObjectID       string `json:"object_id"`
	Content        string `json:"content"`
	ReplyCommentID string `json:"reply_comment_id"`
}

// SnsDeleteCommentRequest is the body of /sns/sns_delete_comment.
type SnsDeleteCommentRequest struct {
	GUID      string `json:"guid"`
	ObjectID  string `json:"object_id"`
	CommentID string `json:"comment_id"`
}

// SnsLikeRequest is the body of /sns/sns_like.
type SnsLikeRequest struct {
	GUID     string `json:"guid"`
	ObjectID string `json:"object_id"`
	Status   int64  `json:"status"`
}

// SnsDeleteRequest is the body of /sns/sns_delete.
type SnsDeleteRequest struct {
	GUID     string `json:"guid"`
	ObjectID string `json:"object_id"`
}
