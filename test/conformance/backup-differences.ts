/**
 * How `semantics: default` differs from Star Compactor on real and crafted backups: for each machine the repairs at work, then every
 * event that is added (+), left out (-) or told with other properties (~).
 */

/** What the repairs are called here, and under which heading docs/differences-from-starcompactor.md explains them. */
export const REPAIRS: Readonly<Record<string, string>> = {
  deletion: 'Bare-metal nodes are deleted',
  'first disabled': 'A machine may be disabled from the first',
  'older status': 'A status that is older than the machine begins with it',
  'status of each life': 'Each life has a status of its own',
  return: 'A machine that returns is created anew',
  'nothing while deleted': 'Nothing happens to a deleted machine',
  'new life in one second': 'DELETE and CREATE in one second',
  'live rows': 'Live rows beat soft-deleted ones',
};

export const EDGES_VM = `
C1-01.edge: first disabled
  + 2015-09-01T04:00:02 DISABLE
C1-02.edge: first disabled
  + 2015-09-01T04:00:02 DISABLE
C1-03.edge: first disabled
  + 2015-09-01T04:00:02 DISABLE
X-50.churn: older status, first disabled
  + 2015-09-01T04:00:02 DISABLE
  - 2015-09-01T04:00:02 ENABLE
  + 2016-02-13T09:00:08 ENABLE
X-51.churn: first disabled
  + 2015-09-12T10:00:12 DISABLE
X-52.churn: return, first disabled, status of each life, nothing while deleted
  + 2015-09-16T04:00:02 DISABLE
  - 2017-10-16T07:00:02 UPDATE
  + 2017-12-31T23:59:59 CREATE
  + 2017-12-31T23:59:59 DISABLE
  + 2018-01-24T05:59:59 DELETE
  - 2020-02-29T04:00:02 ENABLE
X-63.churn: older status, first disabled
  + 2015-09-01T03:00:12 DISABLE
X-64.churn: status of each life, nothing while deleted
  - 2015-12-03T19:00:02 UPDATE
  - 2016-02-13T09:00:08 ENABLE
  - 2017-02-28T04:00:02 DISABLE
  + 2018-01-31T23:59:50 DISABLE
  - 2018-05-05T21:00:09 UPDATE
  - 2018-12-03T22:00:12 UPDATE
X-70.churn: new life in one second, older status, status of each life
  + 2015-09-27T10:00:12 CREATE
  - 2015-09-27T10:00:12 UPDATE
  + 2015-10-01T04:00:02 ENABLE
  - 2018-01-24T05:59:59 DISABLE
  - 2018-01-24T05:59:59 ENABLE
  + 2018-06-06T04:00:12 DELETE
  + 2018-12-03T22:00:12 DISABLE
  - 2019-11-23T04:00:12 DISABLE
X-76.churn: nothing while deleted
  - 2018-12-03T22:00:12 UPDATE
X-79.churn: return, older status, first disabled, status of each life, nothing while deleted
  + 2015-09-16T04:00:02 DISABLE
  - 2017-10-16T07:00:02 UPDATE
  - 2017-12-31T23:59:49 ENABLE
  + 2017-12-31T23:59:59 CREATE
  + 2017-12-31T23:59:59 ENABLE
  + 2018-06-06T04:00:12 DELETE
  + 2018-12-03T22:00:12 ENABLE
X-80.churn: first disabled
  + 2015-09-01T04:00:02 DISABLE
c10-01.edge: new life in one second, status of each life
  + 2023-05-05T04:00:12 CREATE
  - 2023-12-31T23:59:30 UPDATE
  + 2023-12-31T23:59:50 ENABLE
c10-02.edge: status of each life
  + 2016-03-01T04:00:02 ENABLE
c10-03.edge: nothing while deleted
  - 2015-10-01T04:01:02 UPDATE
c10-04.edge: live rows, status of each life
  + 2016-03-01T04:00:02 ENABLE
c10-54.churn: first disabled
  + 2015-09-16T04:00:02 DISABLE
c10-62.churn: return, live rows, older status, status of each life, nothing while deleted
  + 2015-08-29T04:00:17 ENABLE
  - 2015-09-16T04:00:02 ENABLE
  - 2016-02-13T09:00:08 UPDATE
  + 2016-03-01T04:00:12 CREATE
  + 2016-03-01T04:00:12 DISABLE
  + 2018-01-24T05:59:59 DELETE
  + 2018-02-01T00:00:00 DELETE
  + 2018-06-06T04:00:12 CREATE
  + 2018-06-06T04:00:12 DISABLE
  - 2018-12-03T22:00:12 UPDATE
  + 2019-11-23T04:00:12 DISABLE
c10-73.churn: older status
  + 2015-09-01T02:00:12 ENABLE
  - 2015-10-01T04:00:02 ENABLE
c10-75.churn: return, older status, status of each life
  + 2015-09-01T00:00:12 ENABLE
  - 2015-09-12T10:00:12 ENABLE
  + 2015-09-12T10:00:12 UPDATE
  + 2020-02-29T04:00:12 CREATE
  + 2020-02-29T04:00:12 ENABLE
  + 2023-05-05T04:00:12 DELETE
c10-78.churn: return, live rows, status of each life, nothing while deleted
  - 2017-10-16T07:00:02 UPDATE
  + 2020-02-29T04:00:12 CREATE
  + 2020-02-29T04:00:12 ENABLE
  - 2022-11-20T03:59:42 UPDATE
  + 2023-05-05T04:00:12 DELETE
c10-83.churn: first disabled
  + 2015-09-16T04:00:02 DISABLE
c2-01.edge: return, status of each life, nothing while deleted
  - 2023-12-31T23:59:30 UPDATE
  + 2024-01-01T00:00:00 CREATE
  + 2024-01-01T00:00:00 ENABLE
c2-02.edge: status of each life
  + 2015-12-24T23:59:49 ENABLE
  + 2018-06-06T04:00:02 ENABLE
c2-05.edge: live rows
  - 2015-10-01T04:01:52 DISABLE
  - 2015-12-24T23:59:49 ENABLE
c2-53.churn: older status
  - 2017-12-31T23:59:49 DISABLE
  - 2017-12-31T23:59:49 ENABLE
  + 2018-01-24T06:59:59 DISABLE
  - 2018-06-06T04:00:02 DISABLE
c2-55.churn: new life in one second, older status, status of each life, nothing while deleted
  - 2015-09-27T10:00:12 ENABLE
  - 2015-12-03T19:00:02 UPDATE
  + 2017-10-16T07:00:02 ENABLE
  + 2022-03-16T10:00:12 CREATE
  + 2022-03-16T10:00:12 DISABLE
  - 2022-03-16T10:00:12 UPDATE
  - 2022-11-20T03:59:42 UPDATE
  + 2023-05-05T04:00:12 DELETE
c2-59.churn: first disabled, status of each life
  + 2015-09-01T04:00:02 DISABLE
  + 2015-12-24T23:59:49 DISABLE
c2-61.churn: return, live rows, first disabled, status of each life, nothing while deleted
  + 2015-10-01T04:00:02 DISABLE
  - 2015-12-03T19:00:02 ENABLE
  + 2016-03-01T04:00:02 ENABLE
  - 2018-01-31T23:59:30 UPDATE
  + 2018-02-01T00:00:00 CREATE
  + 2018-02-01T00:00:00 ENABLE
  + 2019-11-23T04:00:12 DELETE
  + 2022-11-20T04:00:12 CREATE
  + 2022-11-20T04:00:12 DISABLE
  + 2023-05-05T04:00:12 DELETE
c2-74.churn: return, live rows, status of each life, nothing while deleted
  - 2018-01-24T05:59:59 DISABLE
  - 2018-05-05T21:00:09 ENABLE
  + 2018-06-06T04:00:12 CREATE
  + 2018-06-06T04:00:12 ENABLE
  + 2022-03-16T10:00:12 DELETE
  - 2022-03-16T10:00:12 ENABLE
c2-81.churn: new life in one second, live rows, older status, first disabled, nothing while deleted
  + 2015-09-01T04:00:02 DISABLE
  - 2017-01-10T00:00:09 ENABLE
  + 2017-12-31T23:59:29 UPDATE
  + 2018-02-01T00:00:00 CREATE
  + 2018-02-01T00:00:00 ENABLE
  - 2018-05-05T21:00:09 UPDATE
  + 2018-12-03T22:00:12 DELETE
  + 2022-11-20T04:00:12 DELETE
  - 2023-05-05T04:00:12 DELETE
c4-01.edge: new life in one second, status of each life
  + 2016-03-01T04:00:12 CREATE
  - 2017-02-28T03:59:42 UPDATE
  + 2017-02-28T04:00:02 ENABLE
  + 2023-05-05T04:00:12 DELETE
c4-04.edge: nothing while deleted
  - 2015-10-01T04:01:29 DISABLE
c4-06.edge: status of each life
  + 2017-02-28T04:00:02 ENABLE
c4-07.edge: nothing while deleted
  - 2015-12-25T00:01:16 ENABLE
c4-08.edge: first disabled
  + 2015-09-01T04:00:02 DISABLE
c5-01.edge: older status
  + 2015-08-25T10:11:12 ENABLE
  - 2015-10-01T04:00:02 ENABLE
c5-02.edge: return, status of each life, nothing while deleted
  - 2018-01-31T23:59:30 UPDATE
  + 2018-02-01T00:00:00 CREATE
  + 2018-02-01T00:00:00 ENABLE
  + 2023-05-05T04:00:12 DELETE
c5-08.edge: older status, first disabled
  + 2015-08-25T10:11:12 DISABLE
c9-02.edge: return, status of each life, nothing while deleted
  - 2017-12-31T23:59:29 UPDATE
  + 2017-12-31T23:59:59 CREATE
  + 2017-12-31T23:59:59 ENABLE
  + 2023-05-05T04:00:12 DELETE
c9-03.edge: status of each life
  + 2017-12-31T23:59:49 ENABLE
c9-82.churn: return, status of each life
  + 2017-12-31T23:59:59 CREATE
  + 2017-12-31T23:59:59 ENABLE
  + 2019-02-02T04:00:12 DELETE
d1-01.edge: return, status of each life, nothing while deleted
  - 2017-12-31T23:59:29 UPDATE
  + 2017-12-31T23:59:59 CREATE
  + 2017-12-31T23:59:59 ENABLE
  + 2023-05-05T04:00:12 DELETE
  + 2023-12-31T23:59:50 ENABLE
o'brien-01.edge: first disabled
  + 2015-09-01T04:00:02 DISABLE
r02-56.churn: first disabled, nothing while deleted
  - 2015-09-12T10:00:12 UPDATE
  + 2015-09-27T10:00:12 DISABLE
r02-57.churn: older status, first disabled, nothing while deleted
  + 2015-09-01T04:00:02 DISABLE
  - 2016-02-13T09:00:08 UPDATE
  + 2016-02-13T09:00:13 DISABLE
  + 2016-02-13T09:00:13 ENABLE
  - 2017-01-10T00:00:09 UPDATE
  + 2017-01-10T00:00:14 DISABLE
  + 2017-01-10T00:00:14 ENABLE
r02-66.churn: return, live rows, nothing while deleted
  - 2017-01-10T00:00:09 UPDATE
  - 2017-02-28T04:00:02 ENABLE
  + 2017-02-28T04:00:12 CREATE
  + 2017-02-28T04:00:12 ENABLE
  + 2018-12-03T22:00:12 DELETE
  - 2019-02-02T04:00:02 DISABLE
  - 2020-02-29T03:59:42 UPDATE
  + 2020-02-29T04:00:12 CREATE
  + 2020-02-29T04:00:12 DISABLE
  + 2022-11-20T04:00:12 DELETE
r02-72.churn: older status, first disabled, status of each life, nothing while deleted
  + 2015-09-01T04:00:02 DISABLE
  - 2018-12-03T22:00:12 UPDATE
  + 2018-12-03T23:00:12 ENABLE
r02-77.churn: new life in one second, return, older status, first disabled, nothing while deleted
  + 2015-09-01T04:00:02 DISABLE
  + 2015-09-12T10:00:12 CREATE
  + 2016-03-01T04:00:12 DELETE
  - 2017-02-28T04:00:02 ENABLE
  + 2017-02-28T04:00:12 CREATE
  + 2017-02-28T04:00:12 ENABLE
  + 2017-10-16T07:00:02 DELETE
  + 2018-06-06T04:00:12 DISABLE
  + 2019-11-23T04:00:12 ENABLE
r1-60.churn: return, nothing while deleted
  - 2018-01-31T23:59:30 UPDATE
  + 2018-02-01T00:00:00 CREATE
  + 2018-02-01T00:00:00 DISABLE
  + 2018-06-06T04:00:12 DELETE
r1-65.churn: older status, status of each life
  + 2015-09-01T03:00:12 ENABLE
r1-68.churn: return, status of each life
  + 2019-02-02T04:00:12 CREATE
  + 2019-02-02T04:00:12 ENABLE
  - 2019-11-23T04:00:12 UPDATE
  + 2023-05-05T04:00:12 DELETE
r1-71.churn: new life in one second, status of each life
  + 2020-02-29T04:00:02 DISABLE
  + 2022-03-16T10:00:12 CREATE
  - 2022-03-16T10:00:12 UPDATE
  + 2022-11-20T04:00:02 DISABLE
  + 2023-05-05T04:00:12 DELETE
`;

export const EDGES_BAREMETAL = `
18b32238: deletion
  + 2020-03-01T00:00:00 DELETE
1ca25671: return, deletion, first disabled, status of each life, nothing while deleted
  + 2015-07-01T03:48:32 DISABLE
  + 2016-12-24T23:59:59 DELETE
  + 2021-07-07T04:00:12 CREATE
  + 2021-07-07T04:00:12 ENABLE
2c9b2039: return, deletion, first disabled, status of each life, nothing while deleted
  + 2015-07-01T03:50:12 DISABLE
  + 2015-10-01T04:00:12 DELETE
  - 2021-07-07T03:50:12 UPDATE
  + 2023-01-01T04:00:12 CREATE
  + 2023-01-01T04:00:12 DISABLE
415afb48: return, deletion, status of each life
  + 2016-12-24T23:59:59 DELETE
  + 2019-02-28T04:00:12 CREATE
  + 2019-02-28T04:00:12 ENABLE
42e2ba75: return, deletion, first disabled, nothing while deleted
  + 2015-07-01T03:50:12 DISABLE
  + 2017-06-01T04:00:12 DELETE
  - 2019-02-28T03:48:32 DISABLE
  + 2019-02-28T04:00:12 CREATE
  + 2019-02-28T04:00:12 DISABLE
43096265: return, live rows, deletion, status of each life, nothing while deleted
  + 2018-01-15T04:00:42 DELETE
  - 2019-02-28T04:00:21 UPDATE
  + 2020-03-01T00:00:00 CREATE
  + 2020-03-01T00:00:00 ENABLE
  + 2021-07-07T04:00:12 DELETE
461a6525: return, deletion, status of each life, nothing while deleted
  + 2015-10-01T04:00:12 DELETE
  + 2021-07-07T04:00:12 CREATE
  + 2021-07-07T04:00:12 ENABLE
  + 2023-01-01T04:00:12 DELETE
496c841d: return, deletion, status of each life
  + 2017-06-01T04:00:12 DELETE
  + 2019-02-28T04:00:12 CREATE
  + 2019-02-28T04:00:12 ENABLE
6934f5de: first disabled
  + 2015-07-01T03:50:12 DISABLE
7a4dff6d: return, deletion, status of each life, nothing while deleted
  + 2018-01-15T04:00:12 DELETE
  + 2021-07-07T04:00:12 CREATE
  + 2021-07-07T04:00:12 DISABLE
90b63dc3: deletion, status of each life
  + 2016-12-24T23:59:59 DELETE
  + 2018-01-15T04:00:13 CREATE
  - 2018-01-15T04:00:13 UPDATE
  + 2019-02-28T03:50:12 ENABLE
93e05848: deletion, first disabled
  + 2015-07-01T03:48:32 DISABLE
  + 2017-06-01T04:00:12 DELETE
a54aaaf4: return, deletion, status of each life
  + 2018-01-15T04:00:12 DELETE
  + 2019-02-28T04:00:12 CREATE
  + 2019-02-28T04:00:12 DISABLE
  + 2026-06-01T04:00:12 DELETE
b4ebdb74: live rows
  ~ 2018-01-15T04:01:22 UPDATE
  ~ 2020-03-01T00:01:10 UPDATE
d6074928: return, deletion, first disabled, status of each life, nothing while deleted
  + 2015-07-01T03:50:12 DISABLE
  + 2017-06-01T04:00:12 DELETE
  - 2018-01-15T03:48:32 DISABLE
  + 2019-02-28T04:00:12 CREATE
  + 2019-02-28T04:00:12 DISABLE
  + 2020-03-01T00:00:00 DELETE
  + 2023-01-01T04:00:12 CREATE
  + 2023-01-01T04:00:12 DISABLE
ecf1a9a2: return, deletion, status of each life, nothing while deleted
  + 2015-10-01T04:00:12 DELETE
  - 2018-01-15T03:50:12 UPDATE
  + 2018-01-15T04:00:12 CREATE
  + 2018-01-15T04:00:12 ENABLE
efb838e7: older status
  + 2016-04-01T04:00:12 ENABLE
  - 2017-06-01T03:50:12 ENABLE
`;

export const BAREMETAL = `
1fce997f: older status
  + 2018-11-06T16:23:31 ENABLE
  + 2019-07-27T05:00:40 DISABLE
5649af64: older status
  + 2018-11-06T16:02:31 ENABLE
  - 2019-07-14T18:09:46 ENABLE
662bb583: older status
  + 2018-11-06T16:30:31 ENABLE
  - 2019-07-16T23:55:47 ENABLE
73396c8a: older status
  + 2018-11-07T17:19:31 ENABLE
  - 2019-07-30T04:18:55 ENABLE
98d40669: deletion
  + 2022-04-01T04:00:12 DELETE
aff5ec43: older status
  + 2018-11-08T17:47:31 ENABLE
  - 2019-06-07T01:14:14 ENABLE
b39f6051: older status
  + 2023-11-01T15:42:00 ENABLE
  - 2026-01-21T05:31:18 ENABLE
b9a3e4f2: deletion, status of each life
  + 2021-05-05T05:05:05 DELETE
  + 2022-01-01T00:00:00 CREATE
  + 2022-02-01T16:18:35 ENABLE
  - 2022-03-03T00:00:00 UPDATE
cab670b8: deletion, older status
  + 2018-11-07T16:44:31 ENABLE
  + 2019-08-01T04:00:12 DELETE
d5bbce2b: deletion, older status
  + 2018-11-06T16:37:31 ENABLE
  + 2019-08-01T04:00:12 DELETE
e902b4ae: older status
  + 2020-02-20T12:34:00 ENABLE
  - 2021-07-25T19:24:23 ENABLE
eaa49ae0: first disabled
  + 2019-01-31T18:27:08 DISABLE
f1d0c410: deletion
  + 2025-09-09T09:09:09 DELETE
f8dee1b7: older status
  + 2018-11-07T16:58:31 ENABLE
  - 2019-05-21T14:30:34 ENABLE
`;
