using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Host.Telemetry;

/// <summary>
/// What the server counts and times, as Prometheus reads it at <c>/metrics</c> and, where the operator names a collector by OpenTelemetry's own
/// settings (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c> and the like), pushed there with traces of requests.
/// </summary>
internal static class TelemetryRegistration
{
    private static readonly string[] Meters =
        ["Audiences.*", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime", "Npgsql"];

    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        var pushes = !string.IsNullOrEmpty(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);
        var telemetry = services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("audiences", serviceVersion: typeof(TelemetryRegistration).Assembly.GetName().Version?.ToString(3)))
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(Meters).AddPrometheusExporter();
                if (pushes) metrics.AddOtlpExporter();
            });
        // Traces cost something for each request: they are made only for who takes them.
        if (pushes) telemetry.WithTracing(traces => traces.AddSource("Microsoft.AspNetCore", "Npgsql").AddOtlpExporter());
        return services;
    }
}
