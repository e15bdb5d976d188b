# One image for web, worker and migrate. It holds no database and no S3 server.

FROM python:3.13-slim AS build
WORKDIR /src
COPY requirements requirements
RUN python -m venv /build \
    && /build/bin/pip install --no-cache-dir --require-hashes -r requirements/uv.lock \
    && /build/bin/uv pip install --no-cache --python /build/bin/python \
        --require-hashes -r requirements/run.lock \
    && python -m venv --without-pip /opt/kontor \
    && /build/bin/uv pip install --no-cache --python /opt/kontor/bin/python \
        --require-hashes -r requirements/image.lock
COPY . .
RUN /build/bin/python -m portal.web.assets \
    && /build/bin/python -m portal.web.catalogues \
    && /build/bin/hatchling build --target wheel \
    && /build/bin/uv pip install --no-cache --python /opt/kontor/bin/python --no-deps dist/*.whl

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /var/lib/kontor --create-home kontor
COPY --from=build /opt/kontor /opt/kontor
ENV PATH=/opt/kontor/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    KONTOR_DATA=/var/lib/kontor \
    KONTOR_LISTEN=0.0.0.0:8000
USER 10001
WORKDIR /var/lib/kontor
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
# web and worker drain on SIGTERM for up to 30 s.
STOPSIGNAL SIGTERM
ENTRYPOINT ["kontor"]
CMD ["web"]
