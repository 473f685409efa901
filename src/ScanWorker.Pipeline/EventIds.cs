namespace ScanWorker.Pipeline;

/// <summary>The one table of log event ids. An id is never used again for something else.</summary>
public static class EventIds
{
    // 1000: the loop.
    public const int LoopWaiting = 1000;
    public const int LoopJoined = 1001;
    public const int LoopDraining = 1002;
    public const int LoopDrained = 1003;
    public const int ProcessEnding = 1004;
    public const int SourceUnavailable = 1005;
    public const int BatchAborted = 1006;
    public const int BatchTooLarge = 1007;
    public const int BatchSettled = 1008;
    public const int PartitionsChanged = 1009;
    public const int ConsumptionPaused = 1010;
    public const int ConsumptionResumed = 1011;
    public const int TransactionLate = 1012;
    public const int OffsetReset = 1013;
    public const int ClientMessage = 1014;
    public const int ProducerReplaced = 1015;
    public const int FetcherStuck = 1016;
    public const int PartitionPaused = 1040;
    public const int PartitionResumed = 1041;
    public const int TopicMissing = 1042;
    public const int TopicThere = 1043;
    public const int ReadTooEarly = 1044;

    public const int RecordFailed = 1020;
    public const int DecodeFaulted = 1021;
    public const int OutcomeShrunk = 1022;
    public const int OutcomeLost = 1023;

    // 1100: policy.
    public const int PolicyReloaded = 1100;
    public const int PolicyRefused = 1101;
    public const int PolicyBanksUnknown = 1102;

    // 1200: content.
    public const int FetchRetried = 1200;
    public const int FetchGivenUp = 1201;
    public const int FetchTimedOut = 1202;
    public const int DecodeTimedOut = 1203;

    // 1220: decoder processes.
    public const int DecoderNotStarted = 1220;
    public const int IsolationUnavailable = 1221;
    public const int CageIncomplete = 1222;
    public const int DecoderKilled = 1223;
    public const int DecoderCrashed = 1224;

    // 1400: what operators see.
    public const int CanaryFailed = 1400;
    public const int CanaryBack = 1401;
    public const int BrokerUnreachable = 1402;
    public const int BrokerBack = 1403;
    public const int EntryQuarantined = 1410;
    public const int EntryReleased = 1411;
    public const int FloodCountersUnavailable = 1412;
    public const int BankRateJumped = 1413;

    // 1500: looking back.
    public const int LookbackStarted = 1500;
    public const int LookbackFinished = 1501;
    public const int LookbackLeft = 1502;
    public const int LookbackDelayed = 1503;
    public const int BankHeld = 1504;
    public const int BankReleased = 1505;
    public const int LookbackPartsUnsearched = 1506;

    // 1700: decoders within their cage.
    public const int DecoderMissing = 1700;
    public const int FfmpegFails = 1701;

    // 1750: the lists' way in.
    public const int HashSetHeadUnreadable = 1750;
    public const int QuarantinesNotBelieved = 1751;

    // 1752: trying again.
    public const int Rescanned = 1752;
    public const int RescanDelayed = 1753;

    // 1800: look-backs.
    public const int LookbackVersionRefused = 1800;

    // 2900: the findings cache.
    public const int FindingsOff = 2910; // 2900 told of a cache without a secret, which is no longer used.

    // 3000: the hash set.
    public const int HashSetSwapped = 3000;
    public const int HashSetStartedFromSnapshot = 3001;
    public const int HashSetNoSnapshot = 3002;
    public const int HashSetSnapshotRefused = 3003;
    public const int HashSetRefused = 3004;
    public const int HashSetStoreUnavailable = 3005;
    public const int HashSetStoreBack = 3006;
    public const int HashSetNothingPublished = 3007;
    public const int HashSetSnapshotNotWritten = 3008;
    public const int HashSetBankTooOld = 3009;
    public const int HashSetNewsNotTold = 3010;

    // 3100: sets serve.
    public const int ServeServing = 3100;
    public const int ServeStandby = 3101;
    public const int ServeLeaseLost = 3102;
    public const int ServeLeaseUnknown = 3103;
    public const int ServePublishRefused = 3104;
    public const int ServeFetched = 3105;
    public const int ServeFetchFailed = 3106;
    public const int ServeFetchFaulted = 3107;
    public const int ServePublished = 3108;
    public const int ServePublishFailed = 3109;
    public const int ServePublishFaulted = 3110;
    public const int ServeFeedbackRead = 3111;
    public const int ServeFeedbackFailed = 3112;
    public const int ServeTold = 3113;
    public const int ServeVotesSent = 3114;

    // 1720: the group's offsets.
    public const int OffsetsPutBack = 1720;
}
