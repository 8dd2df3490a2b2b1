/** Terms of the Data Privacy Vocabulary 2.3 (W3C DPVCG), as its lists name them: a term outside them means nothing to others. */
const words = (list: string): ReadonlySet<string> => new Set(list.split(' '));

/** Purposes, `dpv:…`. */
const purposes = words(
  'AcademicResearch AccountManagement Advertising AgeVerification CombatClimateChange CommercialPurpose ' +
    'CommercialResearch CommunicationForCustomerCare CommunicationManagement CounterMoneyLaundering Counterterrorism ' +
    'CustomerCare CustomerClaimsManagement CustomerManagement CustomerOrderManagement CustomerRelationshipManagement ' +
    'CustomerSolvencyMonitoring DataAltruism DeliveryOfGoods DirectMarketing DisputeManagement EnforceAccessControl ' +
    'EnforceSecurity EstablishContractualAgreement FraudPreventionAndDetection FulfilmentOfContractualObligation ' +
    'FulfilmentOfObligation HumanResourceManagement IdentityAuthentication IdentityVerification ' +
    'ImproveExistingProductsAndServices ImproveHealthcare ImproveInternalCRMProcesses ImprovePublicServices ' +
    'ImproveTransportMobility IncreaseServiceRobustness InternalResourceOptimisation LegalCompliance ' +
    'MaintainFraudDatabase Marketing MemberPartnerManagement MisusePreventionAndDetection NonCommercialPurpose ' +
    'NonCommercialResearch OptimisationForConsumer OptimisationForController OptimiseUserInterface ' +
    'OrganisationComplianceManagement OrganisationGovernance OrganisationRiskManagement PaymentManagement ' +
    'Personalisation PersonalisedAdvertising PersonalisedBenefits PersonnelBehaviourMonitoring PersonnelHiring ' +
    'PersonnelManagement PersonnelMonitoring PersonnelOffboarding PersonnelOnboarding PersonnelPayment ' +
    'PersonnelPerformanceEvaluation PersonnelPerformanceManagement PersonnelPerformanceMonitoring ' +
    'PersonnelPerformancePrediction PersonnelPromotionManagement PersonnelTerminationManagement ' +
    'PersonnelWorkloadManagement PoliticalCampaign ProtectionOfIPR ProtectionOfNationalSecurity ' +
    'ProtectionOfPublicSecurity ProvideEventRecommendations ProvideOfficialStatistics ' +
    'ProvidePersonalisedRecommendations ProvideProductRecommendations PublicBenefit PublicPolicyMaking ' +
    'PublicRelations Purpose RecordManagement RecruitmentAdvertising RecruitmentApplicantBackgroundCheck ' +
    'RecruitmentApplicantCriminalBackgroundCheck RecruitmentApplicantInformationAuthentication ' +
    'RecruitmentApplicantSelection RecruitmentApplicationAnalysis RecruitmentApplicationManagement ' +
    'RecruitmentApplicationScreening RecruitmentInterviewAnalysis RecruitmentInterviewAssessment ' +
    'RecruitmentInterviewManagement RecruitmentInterviewScheduling RecruitmentManagement ' +
    'RecruitmentTargetedAdvertising RepairImpairments RequestedServiceProvision ResearchAndDevelopment ' +
    'RightsFulfilment ScientificResearch SearchFunctionalities SellDataToThirdParties SellInsightsFromData ' +
    'SellProducts SellProductsToDataSubject ServiceAccessDetermination ServiceManagement ServiceMonitoring ' +
    'ServiceOptimisation ServicePersonalisation ServiceProvision ServiceRegistration ServiceUsageAnalytics ' +
    'SocialMediaMarketing TargetedAdvertising TechnicalServiceProvision UserInterfacePersonalisation VendorManagement ' +
    'VendorPayment VendorRecordsManagement VendorSelectionAssessment Verification',
);

/** Kinds of personal data, `pd:…`. */
const personalData = words(
  'Accent AccountIdentifier Acquaintance Age AgeExact AgeRange ApartmentOwned Association Attitude Authenticating ' +
    'AuthenticationHistory BankAccount Behavioural Biometric BirthCountry BirthDate BirthPlace BloodType ' +
    'BrowserFingerprint BrowserHistory BrowsingBehaviour BrowsingReferral CallLog CarOwned Character Citizenship City ' +
    'Communication CommunicationsMetadata Connection Contact Country Credit CreditCapacity CreditCardNumber ' +
    'CreditRecord CreditScore CreditStanding CreditWorthiness Criminal CriminalCharge CriminalConviction ' +
    'CriminalOffence CriminalPardon CurrentEmployment CurrentLocation DNACode Demeanour Demographic ' +
    'DeviceApplications DeviceBased DeviceOperatingSystem DeviceSoftware Dialect DigitalFingerprint Disability ' +
    'DisciplinaryAction Dislike Divorce Domicile DrugTestResult Education EducationExperience EducationQualification ' +
    'EducationTraining EmailAddress EmailAddressPersonal EmailAddressWork EmailContent Emotion EmploymentHistory ' +
    'EthnicOrigin Ethnicity External FacialExpression FacialPrint Family FamilyHealthHistory FamilyStructure ' +
    'Favourite FavouriteColour FavouriteFood FavouriteMusic Fetish Financial FinancialAccount FinancialAccountNumber ' +
    'FinancialStatus Fingerprint Friend GPSCoordinate Gender GeneralReputation Genetic Geographic GroupMembership ' +
    'GroupProfile HairColour Health HealthHistory HealthRecord Height Historical HomeLocation HouseNumber HouseOwned ' +
    'Household IPAddress Identifier Identifying Income IncomeBracket IndividualHealthHistory IndividualProfile ' +
    'Insurance Intention Interaction Interest Internal Job KnowledgeBelief Language LifeHistory Like LinkClicked ' +
    'LoanRecord Locality Location MACAddress MaritalStatus Marriage MedicalHealth MentalHealth Mood Name Nationality ' +
    'OfficialID Offspring Opinion Ownership PINCode Parent Passport Password PastEmployment PaymentCard ' +
    'PaymentCardExpiry PaymentCardNumber PerformanceAtWork PersonalDocuments PersonalPossession Personality ' +
    'PhilosophicalBelief PhysicalAddress PhysicalCharacteristic PhysicalHealth PhysicalTrait Picture Piercing ' +
    'PoliticalAffiliation PoliticalOpinion PostalCode Preference Prescription PrivacyPreference Proclivity ' +
    'Professional ProfessionalCertification ProfessionalEvaluation ProfessionalExperience ProfessionalInterview ' +
    'ProfessionalTraining Profile PublicLife PubliclyAvailableSocialMedia Purchase PurchasesAndSpendingHabit Race ' +
    'Reference Region Relationship Reliability Religion ReligiousBelief Residency Retina RoomNumber Salary Sale ' +
    'School SecretText ServiceConsumptionBehaviour Sexual SexualHistory SexualPreference Sibling SkinTone Social ' +
    'SocialBehaviour SocialMedia SocialMediaCommunication SocialNetwork SocialStatus Street TVViewingBehaviour Tattoo ' +
    'Tax TechnicalKnowledge TelephoneNumber Thought Tracking TradeUnionMembership Transaction Transactional ' +
    'TravelHistory UID UserAgent Username VehicalLicenseNumber VehicalLicenseRegistration Vehicle VehicleLicense ' +
    'VehicleUsage VoiceCommunicationRecording VoiceMail Vulnerability Weight WorkEnvironment WorkExperience ' +
    'WorkHistory WorkLocation',
);

/** The rest of `dpv:…` that our exports use. */
const concepts = words(
  'AnonymisedData AutomatedDecisionMaking Consent ConsentExpired ConsentGiven ConsentInvalidated ConsentNotice ConsentReceipt ' +
    'ConsentRecord ConsentRefused ConsentRequested ConsentRevoked ConsentWithdrawn Collect DataController ' +
    'DataProcessingAgreement DataProcessor DataProtectionAuthority DataSubProcessor DataSubject DataSubjectDataSource ' +
    'DataSubjectRight ExplicitlyExpressedConsent ExpressedConsent GovernmentalOrganisation GuardianOfDataSubject IndeterminateDuration Observe Obtain PersonalData PrivacyNotice ' +
    'Process RenewedConsentGiven StorageDeletion StorageDuration StorageLocation Store TemporalDuration ThirdParty ' +
    'ThirdPartyDataSource UntilEventDuration UntilTimeDuration Use WithdrawConsent hasAddress hasApplicableLaw ' +
    'hasAuthority hasConsentControl hasConsentStatus hasContact hasCountry hasDataController hasDataProcessor ' +
    'hasDataSource hasDataSubject hasDuration hasIndicationMethod hasJurisdiction hasLegalBasis hasLegalMeasure ' +
    'hasLocation hasName hasNotice hasPersonalData hasProcess hasProcessing hasPurpose hasRecipient ' +
    'hasRecordOfActivity hasRight hasStorageCondition hasTechnicalOrganisationalMeasure isExercisedAt isIndicatedAtTime ' +
    'isIndicatedBy hasNecessity hasRule Required Rule',
);

/** Of `eu-gdpr:…`: legal bases, rights, bases of transfers, and the law by the name that the guide to TS 27560 gives it. */
const gdpr = words(
  'GDPR A6-1-a A6-1-b A6-1-c A6-1-d A6-1-e A6-1-f A7-3 A13 A14 A15 A16 A17 A18 A19 A20 A21 A22 A77 A45-3 A46-2-a A46-2-b ' +
    'A46-2-c A46-2-d A46-2-e A46-2-f A46-3-a A46-3-b A49-1-a A49-1-b A49-1-c A49-1-d A49-1-e A49-1-f A49-1-g A49-2',
);

/** Whether a term such as `dpv:DirectMarketing` stands on the lists. Places (`loc:NO`) are the ISO codes, the EEA and the EU. */
export function isDpvTerm(term: string): boolean {
  const [prefix = '', name = ''] = term.split(':');
  switch (prefix) {
    case 'dpv':
      return purposes.has(name) || concepts.has(name);
    case 'pd':
      return personalData.has(name);
    case 'eu-gdpr':
      return gdpr.has(name);
    case 'loc':
      return /^([A-Z]{2}|EEA)$/.test(name);
    case 'legal-eu':
      return name === 'law-GDPR';
    default:
      return false;
  }
}

/** The term of an article, such as `eu-gdpr:A6-1-a` for 6(1)(a); undefined where the vocabulary has none. */
export function termOfArticle(article: string): string | undefined {
  const term = `eu-gdpr:A${article.replaceAll(/[()]+/g, '-').replace(/-$/, '')}`;
  return isDpvTerm(term) ? term : undefined;
}

/** Every term of the vocabularies that a document uses and the lists do not have: as a type, a key or a value. */
export function unknownDpvTerms(document: unknown): string[] {
  const used = [...JSON.stringify(document).matchAll(/"((?:dpv|pd|eu-gdpr|legal-eu|loc):[^"/]*)"/g)].map(
    ([, term = '']) => term,
  );
  return [...new Set(used)].filter((term) => !isDpvTerm(term)).sort();
}
