# An image with the command alone: the native executable, SQLite's library and the managed program for --assembly.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends gcc libc6-dev make zlib1g-dev \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY . .
RUN make build

# PostgreSQL's client programs are for logical backups; leave the package out where there are none.
FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates postgresql-client \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --create-home --shell /usr/sbin/nologin provision
COPY --from=build /source/artifacts/provision /opt/provision
RUN ln -s /opt/provision/provision /usr/local/bin/provision
USER 10001
WORKDIR /home/provision
# Healthy where the database that the settings name answers, for a container that stays up, such as `pitr receive`.
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s --retries=3 CMD ["provision", "db", "wait", "--timeout", "5"]
ENTRYPOINT ["provision"]
CMD ["--help"]
