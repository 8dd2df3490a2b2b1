/** That personal data was about to be read, a file to be taken away, or the ledger to be exported, could not be recorded, so nothing is given. */
export class ConsultationNotRecorded extends Error {
  override readonly name = 'ConsultationNotRecorded';
}
