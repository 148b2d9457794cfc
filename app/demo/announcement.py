"""What the demo prints: where it is, who may sign in, and what to paste."""

from collections.abc import Sequence

from rich.console import Console

from app.demo.accounts import Accounts

SIGN_IN = """\
mutation {{
  signIn(email: "{email}", password: "{password}") {{
    ... on SignedIn {{ viewer {{ __typename }} }}
    ... on Refusal {{ code message }}
  }}
}}"""

LIST = """\
query {
  organisation {
    name
    newShareCount
    eventCursor
    shares(first: 10) {
      totalCount
      nodes {
        id
        isNew
        candidateName
        sharedAt
        result { statementNumber exam { name } overallScore grade cefrLevel photoUrl components { skill score } }
      }
    }
  }
}"""

LIVE = """\
subscription {
  resultShared {
    cursor
    newShareCount
    share { id isNew candidateName result { exam { name } overallScore grade } }
  }
}"""

SHARE = """\
mutation {{
  shareResults(input: {{ resultIds: ["{result}"], organisationId: "{organisation}" }}) {{
    ... on ResultsShared {{ shares {{ id status organisation {{ name }} }} }}
    ... on Refusal {{ code message }}
  }}
}}"""


def announce(address: str, accounts: Accounts, share: Sequence[str]) -> None:
    """`share`: ids of a result and an organisation that may go together."""
    result, organisation = share
    console = Console(soft_wrap=True, highlight=False)

    def say(text: str = "", style: str = "") -> None:
        console.print(text, style=style, markup=False)

    def paste(title: str, query: str) -> None:
        say()
        say(title, "bold")
        say(query, "cyan")

    say()
    say(f"The demo is at http://{address}/graphql  (2,000 invented candidates, 12 organisations)", "bold green")
    say()
    say("Accounts", "bold")
    for title, who in (
        ("primary user  ", accounts.primary_user),
        ("colleague     ", accounts.member),
        ("other's user  ", accounts.other_organisation_user),
        ("candidate     ", accounts.candidate),
    ):
        say(f"  {title} {who.email:<28} {who.password}")
    say(f"  statement that nobody shared: {accounts.unshared_statement.statementNumber},", "dim")
    say(f"  its candidate was born on {accounts.unshared_statement.dateOfBirth}", "dim")
    say(f"  mail to everybody: http://{address}/dev/mail", "dim")
    who = accounts.primary_user
    paste(
        "Open the address, sign in as the primary user (it sets a cookie):",
        SIGN_IN.format(email=who.email, password=who.password),
    )
    paste("1  The list; what isNew is shown in bold:", LIST)
    paste("2  What comes in from now on (leave it running in a tab of its own):", LIVE)
    paste(
        "3  In a private window, signed in as the candidate: share a result, and look at 2 again:",
        SHARE.format(result=result, organisation=organisation),
    )
    say()
    say("Ctrl-C ends it; the data stay.", "dim")
    console.file.flush()
