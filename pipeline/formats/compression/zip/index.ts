export { listMembers, type ZipMember } from './directory.ts';
export type { RandomAccess } from './end-record.ts';
export { decodeMember, readLocalHeader, readMemberData, whyUnreadable } from './member.ts';
