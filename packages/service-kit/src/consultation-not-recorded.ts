/** That personal data was about to be read, or a file to be taken away, could not be recorded, so nothing is given. */
export class ConsultationNotRecorded extends Error {
  override readonly name = 'ConsultationNotRecorded';
}
