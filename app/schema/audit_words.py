"""What the audit trail calls each action, in the two languages. An action without words fails a test."""

from collections.abc import Mapping

WORDS: Mapping[str, tuple[str, str]] = {
    # becoming a member
    "registerOrganisation": ("Registration of an organisation", "機関の登録申請"),
    "confirmEmail": ("Confirmation of an e-mail address", "メールアドレスの確認"),
    "requestPasswordLink": ("Request for a link to set a password", "パスワード設定リンクの請求"),
    "setPassword": ("Setting of a password", "パスワードの設定"),
    "claimCandidateAccount": ("Claim of a candidate's account", "受験者アカウントの取得"),
    # signing in
    "signIn": ("Sign-in", "サインイン"),
    "completeSignIn": ("Sign-in with a second factor", "二段階認証によるサインイン"),
    "signOut": ("Sign-out", "サインアウト"),
    "changePassword": ("Change of a password", "パスワードの変更"),
    "endSessions": ("End of sessions", "セッションの終了"),
    "startSecondFactor": ("Beginning of a second factor", "二段階認証の設定開始"),
    "confirmSecondFactor": ("Confirmation of a second factor", "二段階認証の有効化"),
    "resetSecondFactor": ("Taking away of somebody's second factor", "他の利用者の二段階認証の解除"),
    "removeSecondFactor": ("Removal of a second factor", "二段階認証の解除"),
    # the organisation and its users
    "updateOrganisation": ("Change of the organisation's details", "機関情報の変更"),
    "changeIdentity": (
        "Change of an organisation's name, city or website; staff were told",
        "機関の名称・所在地・ウェブサイトの変更（職員に通知）",
    ),
    "addUser": ("Addition of a user", "利用者の追加"),
    "updateUser": ("Change of a user", "利用者の変更"),
    "removeUser": ("Removal of a user", "利用者の削除"),
    "resendInvitation": ("Second sending of an invitation", "招待の再送"),
    "transferPrimary": ("Handing over of the primary user's role", "主利用者の引き継ぎ"),
    # sharing
    "shareResults": ("Sharing of results", "結果の共有"),
    "updateShare": ("Change of a share", "共有の変更"),
    "revokeShare": ("Revocation of a share", "共有の取り消し"),
    "openShare": ("Opening of a shared result", "共有された結果の閲覧"),
    "markSharesSeen": ("Marking of shares as seen", "共有を確認済みにする操作"),
    "expireShares": ("Expiry of shares", "共有の期限切れ"),
    # verifying
    "verifyResult": ("Check of a statement of results", "成績証明書の照会"),
    "guessingSpike": ("Budget of wrong checks used up; staff were told", "誤照会の上限到達（職員に通知）"),
    # downloading
    "startDownload": ("Start of a download", "ダウンロードの開始"),
    "repeatDownload": ("Repetition of a download", "ダウンロードの再実行"),
    "cancelDownload": ("Cancellation of a download", "ダウンロードの中止"),
    "createTemplate": ("Creation of a template", "テンプレートの作成"),
    "updateTemplate": ("Change of a template", "テンプレートの変更"),
    "deleteTemplate": ("Deletion of a template", "テンプレートの削除"),
    # keys
    "createApiKey": ("Creation of an API key", "API キーの作成"),
    "rotateApiKey": ("Rotation of an API key", "API キーの更新"),
    "revokeApiKey": ("Revocation of an API key", "API キーの失効"),
    # the board
    "addStaff": ("Addition of a member of staff", "職員の追加"),
    "removeStaff": ("Removal of a member of staff", "職員の削除"),
    "approveOrganisation": ("Approval of an organisation", "機関の承認"),
    "refuseOrganisation": ("Refusal of an organisation", "機関の登録拒否"),
    "mergeApplication": ("Merging of an application with an organisation", "申請と既存機関の統合"),
    "suspendOrganisation": ("Suspension of an organisation", "機関の利用停止"),
    "restoreOrganisation": ("Restoration of an organisation", "機関の利用再開"),
    "setVerificationBudget": ("Setting of an organisation's budget of wrong checks", "機関の誤照会上限の設定"),
    "cancelResult": ("Cancellation of a result", "結果の取り消し"),
    "withholdResult": ("Withholding of a result", "結果の保留"),
    "releaseResult": ("Release of a result", "結果の公開"),
    # what is no mutation
    "useToken": ("Use of a session's token or an API key", "セッションのトークンまたはAPIキーの使用"),
    "viewPhoto": ("Fetching of a photo", "写真の閲覧"),
    "fetchDownload": ("Fetching of a file", "ファイルの取得"),
    "readResults": ("Reading of results with an API key", "APIキーによる結果の読み取り"),
}
"""By action: English, Japanese."""


def actions_said(search: str) -> list[str]:
    """The actions whose name, or words in either language, hold this text; case does not matter."""
    wanted = search.casefold()
    return [
        action
        for action, words in WORDS.items()
        if wanted in action.casefold() or any(wanted in said.casefold() for said in words)
    ]
