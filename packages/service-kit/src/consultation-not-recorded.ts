/** That personal data was about to be read could not be recorded, so it is not shown. */
export class ConsultationNotRecorded extends Error {
  override readonly name = 'ConsultationNotRecorded';
}
