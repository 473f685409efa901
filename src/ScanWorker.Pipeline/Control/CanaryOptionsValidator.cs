using Microsoft.Extensions.Options;

namespace ScanWorker.Pipeline.Control;

/// <summary>Generated from the attributes of <see cref="CanaryOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class CanaryOptionsValidator : IValidateOptions<CanaryOptions>;
