using Microsoft.Extensions.Options;

namespace ScanWorker.Pipeline.Stages;

/// <summary>Generated from the attributes of <see cref="DecodeOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class DecodeOptionsValidator : IValidateOptions<DecodeOptions>;
