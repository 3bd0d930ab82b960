# Built and run as: docker compose up --build
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /src
COPY . .
RUN dotnet publish host/Host.csproj -c Release -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /app
COPY --from=build /app .
# The volume takes over the owner of the folder that it is first laid on; app is the image's user without rights.
RUN mkdir /data && chown "$APP_UID" /data
USER $APP_UID
VOLUME /data
ENV Storage__Path=/data ASPNETCORE_URLS=http://+:5080
EXPOSE 5080
# The image has no curl.
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s CMD ["./audiences", "ready"]
ENTRYPOINT ["./audiences"]
