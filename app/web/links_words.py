"""What the page behind a link says, in both languages."""

from collections.abc import Mapping

from app.models.enums import Language


def _both(english: str, japanese: str) -> Mapping[Language, str]:
    return {Language.EN: english, Language.JA: japanese}


WORDS: Mapping[str, Mapping[Language, str]] = {
    "title": _both("Results verification", "試験結果の確認サービス"),
    "password": _both("Set your password", "パスワードの設定"),
    "confirm": _both("Confirm your e-mail address", "メールアドレスの確認"),
    "new_password": _both("New password", "新しいパスワード"),
    "hint": _both(
        "At least 8 characters. A few words that only you would put together are best.",
        "8文字以上。自分だけが思いつく言葉をいくつか組み合わせるのが最適です。",
    ),
    "set": _both("Set the password", "パスワードを設定する"),
    "present_password": _both("Your password", "パスワード"),
    "confirm_hint": _both(
        "The password with which you made the account.", "アカウントを作成したときのパスワードをご入力ください。"
    ),
    "confirm_button": _both("Yes, this address is mine", "はい、このアドレスは私のものです"),
    "password_done": _both(
        "Your password is set. You can sign in with it now.", "パスワードを設定しました。サインインできます。"
    ),
    "confirm_done": _both("Thank you: the address is confirmed.", "ありがとうございます。アドレスを確認しました。"),
    "over": _both(
        "This link has expired, or it was never valid. Ask for a new one.",
        "このリンクは期限切れか、無効です。新しいリンクをご請求ください。",
    ),
    "used": _both("This link has been used already.", "このリンクはすでに使用されています。"),
    "foreign": _both("This was not sent from our page.", "この送信は当サービスのページからではありません。"),
    "registration": _both("Registration", "登録"),
    "state": _both("State", "状態"),
    "due": _both("To be decided by", "決定期日"),
    "reason": _both("Reason", "理由"),
    "status_unconfirmed": _both("The e-mail address is not confirmed yet.", "メールアドレスがまだ確認されていません。"),
    "status_waiting": _both("Waiting for a decision.", "決定をお待ちください。"),
    "status_approved": _both("Approved.", "承認されました。"),
    "status_refused": _both("Not approved.", "承認されませんでした。"),
    "status_merged": _both(
        "You have been made a user of an organisation that is a member already.",
        "すでに登録されている組織の利用者になりました。",
    ),
}
