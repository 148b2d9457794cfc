"""Words for grades, in the two languages."""

from collections.abc import Mapping

from app.models.enums import Grade, Language

GRADES: Mapping[Language, Mapping[Grade, str]] = {
    Language.EN: {
        Grade.A: "Grade A",
        Grade.B: "Grade B",
        Grade.C: "Grade C",
        Grade.PASS_WITH_DISTINCTION: "Pass with Distinction",
        Grade.PASS_WITH_MERIT: "Pass with Merit",
        Grade.PASS: "Pass",
        Grade.FAIL: "Fail",
        Grade.LEVEL_A1: "Level A1",
        Grade.LEVEL_A2: "Level A2",
        Grade.LEVEL_B1: "Level B1",
        Grade.LEVEL_B2: "Level B2",
        Grade.LEVEL_C1: "Level C1",
    },
    Language.JA: {
        Grade.A: "グレード A",
        Grade.B: "グレード B",
        Grade.C: "グレード C",
        Grade.PASS_WITH_DISTINCTION: "合格（優秀）",
        Grade.PASS_WITH_MERIT: "合格（優良）",
        Grade.PASS: "合格",
        Grade.FAIL: "不合格",
        Grade.LEVEL_A1: "レベル A1",
        Grade.LEVEL_A2: "レベル A2",
        Grade.LEVEL_B1: "レベル B1",
        Grade.LEVEL_B2: "レベル B2",
        Grade.LEVEL_C1: "レベル C1",
    },
}
