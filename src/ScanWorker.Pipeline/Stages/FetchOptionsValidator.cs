using Microsoft.Extensions.Options;

namespace ScanWorker.Pipeline.Stages;

/// <summary>Generated from the attributes of <see cref="FetchOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class FetchOptionsValidator : IValidateOptions<FetchOptions>;
