using Microsoft.Extensions.Options;

namespace ScanWorker.Pipeline.Loop;

/// <summary>Generated from the attributes of <see cref="LoopOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class LoopOptionsValidator : IValidateOptions<LoopOptions>;
