"""The SQL of one batch, in its order. All of it set-wise; who may run it twice at once: nobody (`LOCK`).

staged   the good rows as they came
matched  beside each: what it meets in the database, whether that forbids it, and what it changes
"""

from app.events import log
from app.models.enums import EventKind, ResultField, ResultStatus

#: One batch at a time, of whatever import ("rvsi" in ASCII).
LOCK = "SELECT pg_advisory_xact_lock(x'72767369'::int)"

#: Index look-ups for a few thousand rows, whatever the server believes of its disks.
PLANS = "SELECT set_config('random_page_cost', '1.1', true), set_config('jit', 'off', true)"

STAGED = """
CREATE TEMPORARY TABLE staged (
    line integer, new_result_id uuid, new_candidate_id uuid, birth_differs boolean,
    statement_number text, candidate_number text, family_name text, given_name text, native_name text,
    display_name text, date_of_birth date, exam_code text, session_date date, centre_number text, status text,
    overall_score smallint, grade text, cefr_level text, certificated boolean, scores smallint[], levels text[],
    released_at timestamptz, reason text, secret_hash bytea
) ON COMMIT DROP
"""
STAGED_PHOTO = "CREATE TEMPORARY TABLE staged_photo (line integer, sha256 bytea, jpeg bytea) ON COMMIT DROP"

#: An empty cell is null; an absent given name is the empty one.
COPY = "COPY staged FROM STDIN (NULL '')"
ADD_STAGED_PHOTO = "INSERT INTO staged_photo (line, sha256, jpeg) VALUES (%s, %s, %s)"

STORED_PHOTOS = """
SELECT result.statement_number, photo.sha256 FROM photo JOIN result ON result.id = photo.result_id
WHERE result.statement_number = ANY (%s::text[])
"""

CENTRES = """
INSERT INTO centre (id, number, name, city, country)
SELECT * FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[])
ON CONFLICT (number) DO UPDATE SET name = excluded.name, city = excluded.city, country = excluded.country
WHERE (centre.name, centre.city, centre.country) IS DISTINCT FROM (excluded.name, excluded.city, excluded.country)
"""

_DIFFERENCES = {
    ResultField.STATUS: "r.status <> s.status",
    ResultField.EXAM: "r.exam_code <> s.exam_code",
    ResultField.SESSION: "r.session_date <> s.session_date",
    ResultField.CENTRE: "r.centre_id <> centre.id",
    ResultField.OVERALL_SCORE: "r.overall_score IS DISTINCT FROM s.overall_score",
    ResultField.GRADE: "r.grade IS DISTINCT FROM s.grade",
    ResultField.CEFR_LEVEL: "r.cefr_level IS DISTINCT FROM s.cefr_level",
    ResultField.SKILL_SCORES: "r.scores <> s.scores OR r.levels <> s.levels",
    ResultField.CERTIFICATED: "r.certificated <> s.certificated",
    ResultField.FAMILY_NAME: "r.family_name <> s.family_name",
    ResultField.GIVEN_NAME: "r.given_name <> coalesce(s.given_name, '')",
    ResultField.DATE_OF_BIRTH: "r.date_of_birth <> s.date_of_birth",
    ResultField.PHOTO: "delivered.sha256 IS DISTINCT FROM photo.sha256 AND delivered.line IS NOT NULL"
    " OR r.has_photo AND NOT exam.has_photo",
}
_CHANGES = ", ".join(f"CASE WHEN {differs} THEN '{field}' END" for field, differs in _DIFFERENCES.items())

#: What a statement prints beside its version: the native form of the name, and when it was released.
_BESIDE = """r.native_name IS DISTINCT FROM s.native_name OR r.display_name <> s.display_name
        OR s.status = 'RELEASED' AND r.released_at IS DISTINCT FROM coalesce(s.released_at, r.released_at)"""

#: OTHER_DATE_OF_BIRTH: a new statement must have its candidate's date of birth. An existing one may correct it, and a
#: new one in the same batch may go with that.
MATCHED = f"""
CREATE TEMPORARY TABLE matched ON COMMIT DROP AS
SELECT s.line, r.id AS result_id, r.version, centre.id AS centre_id, r.status AS old_status,
    coalesce(c.id, s.new_candidate_id) AS candidate_id, c.id IS NULL AS new_candidate,
    CASE
        WHEN r.candidate_id IS DISTINCT FROM c.id AND r.id IS NOT NULL THEN 'OTHER_CANDIDATE'
        WHEN c.id IS NULL AND s.birth_differs THEN 'OTHER_DATE_OF_BIRTH'
        WHEN r.id IS NULL AND c.date_of_birth <> s.date_of_birth AND NOT EXISTS (
            SELECT FROM staged AS corrected JOIN result USING (statement_number)
            WHERE corrected.candidate_number = s.candidate_number AND result.candidate_id = c.id
              AND corrected.date_of_birth = s.date_of_birth
        ) THEN 'OTHER_DATE_OF_BIRTH'
    END AS conflict,
    CASE WHEN r.id IS NOT NULL THEN array_remove(ARRAY[{_CHANGES}], NULL) ELSE '{{}}' END AS changes,
    r.id IS NOT NULL AND ({_BESIDE}) AS beside,
    c.id IS NOT NULL AND c.secret_hash <> s.secret_hash AS new_secret,
    c.id IS NOT NULL AND (c.family_name, c.given_name, c.native_name, c.date_of_birth)
        IS DISTINCT FROM (s.family_name, coalesce(s.given_name, ''), s.native_name, s.date_of_birth) AS new_person
FROM staged AS s
JOIN exam ON exam.code = s.exam_code
JOIN centre ON centre.number = s.centre_number
LEFT JOIN result AS r ON r.statement_number = s.statement_number
LEFT JOIN candidate AS c ON c.candidate_number = s.candidate_number
LEFT JOIN staged_photo AS delivered ON delivered.line = s.line
LEFT JOIN photo ON photo.result_id = r.id AND delivered.line IS NOT NULL
"""  # noqa: S608 - constants

COUNTS = """
SELECT count(*) FILTER (WHERE conflict IS NULL AND result_id IS NULL) AS added,
       count(*) FILTER (WHERE conflict IS NULL AND cardinality(changes) > 0) AS changed,
       count(*) FILTER (WHERE conflict IS NULL AND beside) AS beside,
       count(*) FILTER (WHERE conflict IS NULL AND new_candidate) AS new_candidates,
       count(*) FILTER (WHERE conflict IS NULL AND new_secret) AS new_secrets,
       count(*) FILTER (WHERE conflict IS NULL AND new_person) AS new_people,
       count(conflict) AS rejected
FROM matched
"""
CONFLICTS = "SELECT line, conflict FROM matched WHERE conflict IS NOT NULL ORDER BY line"

#: Of several rows of one candidate the latest session's: names as last printed.
_LATEST = "ORDER BY m.candidate_id, s.session_date DESC, s.statement_number DESC"

ADD_CANDIDATES = f"""
INSERT INTO candidate (id, candidate_number, secret_hash, family_name, given_name, native_name, date_of_birth)
SELECT DISTINCT ON (m.candidate_id) m.candidate_id, s.candidate_number, s.secret_hash, s.family_name,
       coalesce(s.given_name, ''), s.native_name, s.date_of_birth
FROM matched AS m JOIN staged AS s USING (line)
WHERE m.new_candidate AND m.conflict IS NULL
{_LATEST}
"""  # noqa: S608 - constants

CHANGE_SECRETS = f"""
UPDATE candidate SET secret_hash = latest.secret_hash
FROM (
    SELECT DISTINCT ON (m.candidate_id) m.candidate_id, s.secret_hash
    FROM matched AS m JOIN staged AS s USING (line)
    WHERE m.conflict IS NULL AND m.candidate_id IN (SELECT candidate_id FROM matched WHERE new_secret)
    {_LATEST}
) AS latest
WHERE candidate.id = latest.candidate_id AND candidate.secret_hash <> latest.secret_hash
"""  # noqa: S608 - constants

ADD_RESULTS = """
INSERT INTO result (id, statement_number, candidate_id, exam_code, session_date, centre_id, status, version,
                    released_at, overall_score, grade, cefr_level, certificated, scores, levels,
                    family_name, given_name, display_name, native_name, date_of_birth, has_photo)
SELECT s.new_result_id, s.statement_number, m.candidate_id, s.exam_code, s.session_date, m.centre_id, s.status, 1,
       CASE s.status WHEN 'RELEASED' THEN coalesce(s.released_at, now()) END, s.overall_score, s.grade, s.cefr_level,
       s.certificated, s.scores, s.levels, s.family_name, coalesce(s.given_name, ''), s.display_name, s.native_name,
       s.date_of_birth, delivered.line IS NOT NULL
FROM matched AS m JOIN staged AS s USING (line) LEFT JOIN staged_photo AS delivered USING (line)
WHERE m.result_id IS NULL AND m.conflict IS NULL
ORDER BY s.line
"""

#: In the order of ids, as all that lock several results do.
LOCK_RESULTS = """
SELECT count(*) FROM (
    SELECT FROM result WHERE id IN (SELECT result_id FROM matched WHERE conflict IS NULL AND cardinality(changes) > 0)
    ORDER BY id FOR NO KEY UPDATE
) AS locked
"""
CHANGE_RESULTS = """
UPDATE result SET
    exam_code = s.exam_code, session_date = s.session_date, centre_id = m.centre_id, status = s.status,
    version = m.version + (cardinality(m.changes) > 0)::int,
    released_at = CASE s.status WHEN 'RELEASED' THEN coalesce(s.released_at, result.released_at, now()) END,
    overall_score = s.overall_score, grade = s.grade, cefr_level = s.cefr_level, certificated = s.certificated,
    scores = s.scores, levels = s.levels, family_name = s.family_name, given_name = coalesce(s.given_name, ''),
    display_name = s.display_name, native_name = s.native_name, date_of_birth = s.date_of_birth,
    has_photo = (result.has_photo OR delivered.line IS NOT NULL) AND exam.has_photo
FROM matched AS m JOIN staged AS s USING (line) JOIN exam ON exam.code = s.exam_code
     LEFT JOIN staged_photo AS delivered USING (line)
WHERE result.id = m.result_id AND m.conflict IS NULL AND (cardinality(m.changes) > 0 OR m.beside)
"""

ADD_PHOTOS = """
INSERT INTO photo (result_id, sha256, jpeg)
SELECT coalesce(m.result_id, s.new_result_id), delivered.sha256, delivered.jpeg
FROM staged_photo AS delivered JOIN matched AS m USING (line) JOIN staged AS s USING (line)
WHERE m.conflict IS NULL
ON CONFLICT (result_id) DO UPDATE SET sha256 = excluded.sha256, jpeg = excluded.jpeg
"""

ADD_VERSIONS = """
INSERT INTO result_version (result_id, version, status, recorded_at, reason, changes, exam_code, session_date,
                            centre_id, overall_score, grade, cefr_level, certificated, scores, levels,
                            family_name, given_name, date_of_birth, photo_sha256)
SELECT coalesce(m.result_id, s.new_result_id), coalesce(m.version, 0) + 1, s.status, now(), s.reason, m.changes,
       s.exam_code, s.session_date, m.centre_id, s.overall_score, s.grade, s.cefr_level, s.certificated, s.scores,
       s.levels, s.family_name, coalesce(s.given_name, ''), s.date_of_birth,
       CASE WHEN exam.has_photo THEN photo.sha256 END
FROM matched AS m JOIN staged AS s USING (line) JOIN exam ON exam.code = s.exam_code
     LEFT JOIN photo ON photo.result_id = coalesce(m.result_id, s.new_result_id)
WHERE m.conflict IS NULL AND (m.result_id IS NULL OR cardinality(m.changes) > 0)
ORDER BY s.line
"""

#: Whichever file came last, a candidate is called what the latest session's statement says.
CHANGE_CANDIDATES = """
UPDATE candidate SET family_name = latest.family_name, given_name = latest.given_name,
                     native_name = latest.native_name, date_of_birth = latest.date_of_birth
FROM (
    SELECT DISTINCT ON (candidate_id) candidate_id, family_name, given_name, native_name, date_of_birth
    FROM result
    WHERE candidate_id IN (SELECT candidate_id FROM matched WHERE conflict IS NULL AND new_person)
    ORDER BY candidate_id, session_date DESC, statement_number DESC
) AS latest
WHERE candidate.id = latest.candidate_id
  AND (candidate.family_name, candidate.given_name, candidate.native_name, candidate.date_of_birth)
      IS DISTINCT FROM (latest.family_name, latest.given_name, latest.native_name, latest.date_of_birth)
"""

#: Shares that still show the result; one that has ended keeps the trace it had. Locked in the order of ids.
STALE_SHARES = """
SELECT share.id, result.display_name, result.family_name, result.given_name, result.native_name,
       result.statement_number, result.overall_score, result.session_date
FROM share JOIN result ON result.id = share.result_id
WHERE share.result_id IN (
        SELECT result_id FROM matched WHERE conflict IS NULL AND (cardinality(changes) > 0 OR beside)
    )
  AND share.ended_at IS NULL AND (share.expires_at IS NULL OR share.expires_at > now())
ORDER BY share.id FOR NO KEY UPDATE OF share
"""
CHANGE_SHARES = """
UPDATE share SET candidate_name = fresh.name, sort_name = fresh.sort_name, sort_score = fresh.score,
                 sort_session = fresh.session, search_text = fresh.search_text
FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::smallint[], %s::date[], %s::text[])
     AS fresh (id, name, sort_name, score, session, search_text)
WHERE share.id = fresh.id
"""

_KIND = f"""CASE
    WHEN s.status = m.old_status THEN '{EventKind.RESULT_CORRECTED}'
    WHEN s.status = '{ResultStatus.RELEASED}' THEN '{EventKind.RESULT_RELEASED}'
    WHEN s.status = '{ResultStatus.CANCELLED}' THEN '{EventKind.RESULT_CANCELLED}'
    WHEN s.status = '{ResultStatus.WITHHELD}' THEN '{EventKind.RESULT_WITHHELD}'
    ELSE '{EventKind.RESULT_CORRECTED}'
END"""

#: One for each organisation that received a changed result, verified it or has it in a file that it downloaded.
EVENTS = log.statement(f"""
SELECT told.organisation_id, {_KIND} AS kind, told.share_id, m.result_id, m.version + 1 AS result_version,
       told.verification_id, m.line AS position
FROM matched AS m JOIN staged AS s USING (line) CROSS JOIN LATERAL (
    SELECT organisation_id, (array_agg(share_id ORDER BY at DESC) FILTER (WHERE share_id IS NOT NULL))[1] AS share_id,
           (array_agg(verification_id ORDER BY at DESC) FILTER (WHERE verification_id IS NOT NULL))[1]
               AS verification_id
    FROM (
        -- Ended shares too: whoever received it is told, though not what.
        SELECT organisation_id, id AS share_id, NULL::uuid AS verification_id, shared_at AS at
        FROM share WHERE share.result_id = m.result_id AND share.organisation_id IS NOT NULL
        UNION ALL
        SELECT organisation_id, NULL, id, checked_at FROM verification WHERE verification.result_id = m.result_id
        UNION ALL
        SELECT organisation_id, NULL, NULL, NULL FROM download_row WHERE download_row.result_id = m.result_id
    ) AS concerned
    GROUP BY organisation_id
) AS told
WHERE m.conflict IS NULL AND cardinality(m.changes) > 0
""")  # noqa: S608 - constants

COUNT = """
UPDATE import SET rows = rows + %s, added = added + %s, changed = changed + %s, unchanged = unchanged + %s,
                  rejected = rejected + %s, photos = photos + %s
WHERE id = %s
"""
