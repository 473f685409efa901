using Microsoft.Extensions.Options;

namespace ScanWorker.Pipeline.Loop;

/// <summary>Generated from the attributes of <see cref="ShutdownOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class ShutdownOptionsValidator : IValidateOptions<ShutdownOptions>;
