-- A year of work of an office, ?1 dossiers, every column by its own arithmetic of
-- the row's number: read by tests and benchmarks of reports.
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i+1 FROM n WHERE i+1 < ?),
x AS (SELECT i, date('2026-01-01', (i * 7 % 365) || ' days') AS d, i % 23 AS far FROM n)
INSERT INTO fact (dossier, office, station, clerk, regime, kind, age_band, sex, commune, hamlet, seconds,
    quality, day_due, exceptions, fee_code, fee_amount, rejection, day_created, day_captured, day_approved, day_sent,
    day_accepted, day_rejected, day_arrived, day_handed_over, day_cancelled)
SELECT printf('year/%07d', i), 'HN01', 'S' || (i % 4), 'c' || (i % 11), '2023',
    CASE i % 3 WHEN 0 THEN 'first' WHEN 1 THEN 'exchange' ELSE 'reissue' END,
    CASE i % 5 WHEN 0 THEN '6-13' WHEN 1 THEN '14-24' WHEN 2 THEN '25-39' WHEN 3 THEN '40-59' ELSE '60+' END,
    CASE i % 2 WHEN 0 THEN 'F' ELSE 'M' END, 'x' || (i % 13), 'h' || (i % 97),
    CASE i % 6 WHEN 0 THEN '{}' ELSE json_object('intake', 60 + i % 200, 'portrait', i % 31) END,
    CASE i % 7 WHEN 0 THEN '{}' ELSE json_object('Face', 40 + i % 60, 'Right Thumb', i % 101) END,
    CASE WHEN far > 0 THEN date(d, (5 + i % 40) || ' days') ELSE '' END,
    CASE i % 17 WHEN 0 THEN '{"R2":"cut"}' ELSE '{}' END, 'f' || (i % 4), (i % 4) * 35000,
    CASE far WHEN 5 THEN 'R1' ELSE '' END, d,
    CASE WHEN far > 0 THEN d ELSE '' END,
    CASE WHEN far > 1 THEN date(d, '1 days') ELSE '' END,
    CASE WHEN far > 2 THEN date(d, '2 days') ELSE '' END,
    CASE WHEN far > 3 AND far <> 5 THEN date(d, '4 days') ELSE '' END,
    CASE WHEN far IN (5, 6) THEN date(d, '3 days') ELSE '' END,
    CASE WHEN far > 7 THEN date(d, '9 days') ELSE '' END,
    CASE WHEN far > 9 THEN date(d, '12 days') ELSE '' END,
    CASE WHEN far IN (7, 8) THEN date(d, '5 days') ELSE '' END FROM x
