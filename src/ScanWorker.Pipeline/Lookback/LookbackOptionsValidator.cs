using Microsoft.Extensions.Options;

namespace ScanWorker.Pipeline.Lookback;

/// <summary>Generated from the attributes of <see cref="LookbackOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class LookbackOptionsValidator : IValidateOptions<LookbackOptions>;
