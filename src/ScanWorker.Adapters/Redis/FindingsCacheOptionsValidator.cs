using Microsoft.Extensions.Options;

namespace ScanWorker.Adapters.Redis;

/// <summary>Ranges, by generated code.</summary>
[OptionsValidator]
internal sealed partial class FindingsCacheOptionsValidator : IValidateOptions<FindingsCacheOptions>;
