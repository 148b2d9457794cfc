-- Candidates and results: %(results)s of them, 1.25 a candidate. Made from the temporary tables of names and exams that
-- bench.dataset fills; the same numbers every time (setseed), ids like UUIDv7 and in order of time.

SELECT setseed(%(seed)s);

CREATE FUNCTION pg_temp.id_at(moment timestamptz, salt text) RETURNS uuid LANGUAGE sql IMMUTABLE
RETURN (lpad(to_hex((extract(epoch FROM moment) * 1000)::bigint), 12, '0')
    || '7' || substr(md5(salt), 1, 3) || 'a' || substr(md5(salt), 5, 15))::uuid;

CREATE TEMP TABLE person AS
SELECT n, pg_temp.id_at('2021-01-04 06:00Z'::timestamptz + n * interval '1 second', 'candidate' || n) AS id,
    'C' || lpad(n::text, 8, '0') AS candidate_number,
    family.latin AS family_name, given.latin AS given_name,
    family.native || ' ' || given.native AS native_name,
    CASE WHEN family.native IS NULL THEN given.latin || ' ' || family.latin
         ELSE family.latin || ' ' || given.latin END AS display_name,
    CASE WHEN family.native IS NULL THEN given.folded || ' ' || family.folded
         ELSE family.folded || ' ' || given.folded END AS sort_name,
    concat_ws(' ', family.folded, given.folded, family.folded_native, given.folded_native) AS folded_names,
    date '1970-01-01' + (random() * 14000)::int AS date_of_birth
FROM (
    SELECT n, is_japanese,
        -- Some names are common and most are rare; the commonest family names are some five people's in a thousand, as in life.
        1 + floor(power(random(), 1.5) * (SELECT max(number) FROM family WHERE japanese = is_japanese))::int AS f,
        1 + floor(power(random(), 1.5) * (SELECT max(number) FROM given WHERE japanese = is_japanese))::int AS g
    FROM (SELECT n, random() < 0.33 AS is_japanese FROM generate_series(1, %(candidates)s) AS n) AS drawn
) AS draw
JOIN family ON family.number = f AND family.japanese = is_japanese
JOIN given ON given.number = g AND given.japanese = is_japanese;
CREATE UNIQUE INDEX ON person (n);

INSERT INTO candidate (id, candidate_number, secret_hash, family_name, given_name, native_name, date_of_birth)
SELECT id, candidate_number, sha256(candidate_number::bytea), family_name, given_name, native_name, date_of_birth
FROM person ORDER BY n;

INSERT INTO centre (id, number, name, city, country)
SELECT pg_temp.id_at('2020-01-06 06:00Z', 'centre' || n), 'XX' || lpad(n::text, 3, '0'), 'Centre ' || n, 'City ' || n, 'JP'
FROM generate_series(1, 200) AS n;
CREATE TEMP TABLE place AS SELECT row_number() OVER (ORDER BY number) AS number, id FROM centre;

-- The parts of each score: what the person can do, and how the day went.
CREATE TEMP TABLE sat AS
SELECT n, exam.*, status, session_date, centre_number,
    CASE WHEN status = 'RELEASED' THEN ARRAY(
        SELECT greatest(min_score, least(max_score, (ability + (random() - 0.5) * 24)::int))::smallint
        FROM generate_series(1, skills)
    ) ELSE '{}' END AS scores
FROM (
    SELECT n, 1 + floor(power(random(), 1.4) * (SELECT count(*) FROM exam_drawn))::int AS e, random() AS day,
        CASE WHEN random() < 0.96 THEN 'RELEASED'
             ELSE (ARRAY['PENDING', 'WITHHELD', 'ABSENT', 'CANCELLED'])[1 + floor(random() * 4)::int] END AS status,
        1 + floor(random() * 200)::int AS centre_number, random() + random() AS luck
    FROM generate_series(1, %(results)s) AS n
) AS draw
JOIN exam_drawn AS exam ON exam.number = e,
LATERAL (SELECT sessions[1 + floor(day * cardinality(sessions))::int] AS session_date,
                min_score + luck * 0.5 * (max_score - min_score) AS ability) AS made;

CREATE TEMP TABLE made_result AS
SELECT sat.n, pg_temp.id_at('2021-02-01 06:00Z'::timestamptz + sat.n * interval '1 second', 'result' || sat.n) AS id,
    'B' || lpad((sat.n * 37)::text, 11, '0') AS statement_number, person.id AS candidate_id, code AS exam_code, session_date,
    place.id AS centre_id, status,
    CASE WHEN status <> 'PENDING' THEN session_date + interval '35 days' END AS released_at,
    overall, grades[overall - min_score + 1] AS grade, levels[overall - min_score + 1] AS cefr_level,
    scores, ARRAY(SELECT levels[score - min_score + 1] FROM unnest(scores) AS score) AS component_levels,
    coalesce(rare.latin, person.family_name) AS family_name, given_name, native_name, date_of_birth,
    CASE WHEN rare.latin IS NULL THEN display_name ELSE given_name || ' ' || rare.latin END AS display_name,
    CASE WHEN rare.latin IS NULL THEN sort_name ELSE lower(given_name || ' ' || rare.latin) END AS sort_name,
    coalesce(rare.folded || ' ' || folded_names, folded_names) AS folded_names,
    rare.latin IS NOT NULL AS is_rare
FROM sat
JOIN person ON person.n = 1 + sat.n %% %(candidates)s
JOIN place ON place.number = centre_number
LEFT JOIN rare_result ON rare_result.n = sat.n
LEFT JOIN rare ON rare.organisation = rare_result.organisation,
LATERAL (SELECT CASE WHEN status = 'RELEASED' THEN
    floor((SELECT sum(score * CASE WHEN doubled AND part = 1 THEN 2 ELSE 1 END)::numeric
           FROM unnest(scores) WITH ORDINALITY AS parts (score, part)) / (skills + doubled::int) + 0.5)::smallint
    END AS overall) AS summed;
CREATE UNIQUE INDEX ON made_result (n);

INSERT INTO result (
    id, statement_number, candidate_id, exam_code, session_date, centre_id, status, version, released_at, overall_score,
    grade, cefr_level, certificated, scores, levels, family_name, given_name, display_name, native_name, date_of_birth,
    has_photo
)
SELECT id, statement_number, candidate_id, exam_code, session_date, centre_id, status, 1, released_at, overall,
    grade, cefr_level, coalesce(grade NOT LIKE 'LEVEL%%', false), scores, component_levels, family_name, given_name,
    display_name, native_name, date_of_birth, false
FROM made_result ORDER BY n;
