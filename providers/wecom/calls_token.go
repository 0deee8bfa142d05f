package wecom

import "seatdeck/providers/internal/wire"

// The calls for the tokens; a Client makes them by itself.
var (
	// GetToken is 获取access_token.
	GetToken = Call[TokenRequest, TokenAnswer]{endpoint{path: "gettoken", title: "获取access_token", token: noToken, get: true, read: true}}
	// GetSuiteToken is 获取第三方应用凭证.
	GetSuiteToken = Call[SuiteTokenRequest, SuiteTokenAnswer]{endpoint{path: "service/get_suite_token", title: "获取第三方应用凭证", token: noToken, read: true, bare: true}}
	// GetProviderToken is 获取服务商凭证.
	GetProviderToken = Call[ProviderTokenRequest, ProviderTokenAnswer]{endpoint{path: "service/get_provider_token", title: "获取服务商凭证", token: noToken, read: true, bare: true}}
	// GetCorpToken is 获取企业凭证, of a corp that authorised the suite.
	GetCorpToken = Call[CorpTokenRequest, TokenAnswer]{endpoint{path: "service/get_corp_token", title: "获取企业凭证", token: suiteToken, read: true, bare: true}}
)

// TokenRequest is the query of gettoken.
type TokenRequest struct {
	CorpID     string `json:"corpid"`
	CorpSecret string `json:"corpsecret"`
}

// TokenAnswer is a token of a corp.
type TokenAnswer struct {
	AccessToken wire.Text `json:"access_token"`
	ExpiresIn   wire.Int  `json:"expires_in"` // s
}

// SuiteTokenRequest is the body of service/get_suite_token.
type SuiteTokenRequest struct {
	SuiteID     string `json:"suite_id"`
	SuiteSecret string `json:"suite_secret"`
	SuiteTicket string `json:"suite_ticket"`
}

// SuiteTokenAnswer is a token of a suite.
type SuiteTokenAnswer struct {
	SuiteAccessToken wire.Text `json:"suite_access_token"`
	ExpiresIn        wire.Int  `json:"expires_in"` // s
}

// ProviderTokenRequest is the body of service/get_provider_token.
type ProviderTokenRequest struct {
	CorpID         string `json:"corpid"` // the provider's own
	ProviderSecret string `json:"provider_secret"`
}

// ProviderTokenAnswer is a token of a service provider.
type ProviderTokenAnswer struct {
	ProviderAccessToken wire.Text `json:"provider_access_token"`
	ExpiresIn           wire.Int  `json:"expires_in"` // s
}

// CorpTokenRequest is the body of service/get_corp_token.
type CorpTokenRequest struct {
	AuthCorpID    string `json:"auth_corpid"`
	PermanentCode string `json:"permanent_code"`
}
