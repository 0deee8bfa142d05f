package pychat

import "seatdeck/providers/simulator/internal/talk"

// loginCalls are section Login of the document.
func loginCalls() []endpoint {
	return []endpoint{
		call("/login/get_login_qrcode", shapeEnvelope, (*Server).getLoginQRCode).offline(),
		call("/login/check_login_qrcode", shapeErrCode, (*Server).checkLoginQRCode).offline(),
		call("/login/push_login_url", shapeEnvelope, (*Server).pushLoginURL).offline(),
		call("/login/verify_login_url", shapeMsg, func(s *Server, in *instance, req verifyLoginRequest) (any, *refusal) {
			return nil, s.enterPIN(in, req.Ticket, req.PIN)
		}).offline(),
	}
}

func (s *Server) getLoginQRCode(in *instance, _ byGUID) (any, *refusal) {
	if in.status == online {
		return nil, refuse("账号已登录")
	}
	content := s.showCode(in)
	picture, no := drawQR(content)
	if no != nil {
		return nil, no
	}
	return object{"qrcode": picture, "qrcode_content": content, "expired_time": int64(in.plan.lasts().Seconds())}, nil
}

func (s *Server) checkLoginQRCode(in *instance, _ byGUID) (any, *refusal) {
	if in.login.serial == 0 {
		return nil, refuse("请先获取登录二维码")
	}
	return s.loginShape(in), nil
}

// pushLoginURL asks the phone. Only the phone of an account that was logged in
// on this instance before can be asked.
func (s *Server) pushLoginURL(in *instance, _ byGUID) (any, *refusal) {
	switch {
	case in.status == online:
		return nil, refuse("账号已登录")
	case !in.known:
		return nil, refuse("首次登录请使用扫码登录")
	}
	s.askPhone(in)
	return object{"expired_time": int64(in.plan.lasts().Seconds())}, nil
}

type verifyLoginRequest struct {
	byGUID
	Ticket string `json:"ticket" need:"true"`
	PIN    string `json:"pin" need:"true"`
}

// userCalls are section User of the document.
func userCalls() []endpoint {
	return []endpoint{
		call("/user/get_profile", shapeRaw, (*Server).getProfile),
		call("/user/get_qrcode", shapeRaw, (*Server).getQRCode),
		call("/user/logout", shapeEnvelope, (*Server).logout),
	}
}

func (s *Server) getProfile(in *instance, _ byGUID) (any, *refusal) { return s.profile(in), nil }

// profile is the account, as 1003 brings it too (assumed).
func (s *Server) profile(in *instance) object {
	a := in.account
	return object{"userInfo": object{
		"userName": wrapped(a.username), "nickName": wrapped(a.nickname), "bindMobile": wrapped(a.mobile), "bindEmail": wrapped(""),
		"alias": a.alias, "sex": 1, "province": "Guangdong", "city": "Guangzhou", "signature": "",
		"bigHeadImgUrl": s.origin.URL(a.avatar), "smallHeadImgUrl": s.origin.URL(a.avatar),
	}}
}

type qrcodeRequest struct {
	byGUID
	Style  int64 `json:"style"`
	Opcode int64 `json:"opcode"`
}

func (s *Server) getQRCode(*instance, qrcodeRequest) (any, *refusal) {
	picture, no := drawQR("https://u.wechat.com/" + talk.HexText(s.rand, 22))
	if no != nil {
		return nil, no
	}
	return object{"qrcode": picture, "footerWording": "扫一扫上面的二维码图案，加我为朋友"}, nil
}

func (s *Server) logout(in *instance, _ byGUID) (any, *refusal) {
	s.goOffline(in, notifyLogout, "主动退出登录")
	return nil, nil
}
